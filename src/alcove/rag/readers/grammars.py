"""What a definition looks like in each language: queries for tree-sitter, and regular expressions for the rest.

A query captures a definition as `@whole`, what it is called as `@name` (several make up one name), and, where that
is said elsewhere, what it belongs to: `@of` of a Go method, `@trait` of a Rust implementation. `code.py` uses them.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Query


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar from the wheel `module` and the query that finds definitions in its trees.

    `wraps` are nodes that belong to the definition in them (decorators, `export`), `above` such that belong to the
    one they stand directly above, besides comments. With `clauses`, neighbours of one name are one definition.
    """

    module: str
    query: str
    wraps: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    function: str = "language"
    joint: str = " "
    clauses: bool = False


def _each(kinds: str, name: str = "name: (_) @name") -> str:
    """Write one pattern for each kind of node that says its name in the same way."""
    return "\n".join(f"({kind} {name}) @whole" for kind in kinds.split())


_A_FUNCTION = "[(arrow_function) (function_expression) (generator_function) (class)]"
_JAVASCRIPT = f"""
{_each("class_declaration function_declaration generator_function_declaration method_definition")}
(lexical_declaration (variable_declarator name: (_) @name value: {_A_FUNCTION})) @whole
(variable_declaration (variable_declarator name: (_) @name value: {_A_FUNCTION})) @whole
(expression_statement (assignment_expression left: (_) @name right: {_A_FUNCTION})) @whole
(pair key: (_) @name value: {_A_FUNCTION}) @whole
(expression_statement (call_expression function: (identifier) @_test
  arguments: (arguments . (string) @name {_A_FUNCTION}))
  (#any-of? @_test "describe" "context" "suite" "it" "test")) @whole
"""
_TYPESCRIPT = (
    _JAVASCRIPT.replace("(class)]", "(class)]")
    + f"""
{_each("interface_declaration type_alias_declaration enum_declaration abstract_class_declaration internal_module")}
(public_field_definition name: (_) @name value: {_A_FUNCTION}) @whole
"""
)
_C = f"""
{_each("struct_specifier union_specifier enum_specifier", "name: (_) @name body: (_)")}
(type_definition type: (_ body: (_)) declarator: (_) @name) @whole
(function_definition declarator: (function_declarator declarator: (_) @name)) @whole
(function_definition declarator: (pointer_declarator
  declarator: (function_declarator declarator: (_) @name))) @whole
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator
  declarator: (function_declarator declarator: (_) @name)))) @whole
"""
_CPP = f"""{_C}
(class_specifier name: (_) @name body: (_)) @whole
(namespace_definition name: (_) @name body: (_)) @whole
(function_definition declarator: (reference_declarator (function_declarator declarator: (_) @name))) @whole
(function_definition declarator: (operator_cast type: (_) @name)) @whole
"""
_SIGNED = "(call_expression . (_) @name)"
_JULIA = f"""
(module_definition name: (_) @name) @whole
(struct_definition (type_head (_) @name)) @whole
(macro_definition (signature {_SIGNED})) @whole
(function_definition (signature [{_SIGNED} (typed_expression {_SIGNED}) (where_expression {_SIGNED})
  (where_expression (typed_expression {_SIGNED}))])) @whole
(assignment . {_SIGNED}) @whole
"""
_ELIXIR = """
(call target: (identifier) @_word (arguments . [
    (alias) @name
    (identifier) @name
    (string) @name
    (call target: (_) @name)
    (binary_operator left: (call target: (_) @name))
    (binary_operator left: (identifier) @name)])
  (#any-of? @_word "defmodule" "defprotocol" "defimpl" "def" "defp" "defmacro" "defmacrop" "defguard" "defdelegate"
    "describe" "test")) @whole
"""
_RUBY = f"""
{_each("class module method singleton_method")}
(call method: (identifier) @_test arguments: (argument_list . (_) @name) block: (_)
  (#any-of? @_test "describe" "context" "it" "task" "namespace" "test")) @whole
"""
_HASKELL = f"""
{_each("function bind data_type newtype type_synonym class type_family")}
(instance name: (_) @name patterns: (_) @name) @whole
"""
_LUA = """
(function_declaration name: (_) @name) @whole
(assignment_statement (variable_list name: (_) @name) (expression_list value: (function_definition))) @whole
(field name: (_) @name value: (function_definition)) @whole
"""

GRAMMARS: dict[str, Grammar] = {
    "python": Grammar("python", _each("class_definition function_definition"), ("decorated_definition",)),
    "javascript": Grammar("javascript", _JAVASCRIPT, ("export_statement",), ("decorator",)),
    "typescript": Grammar(
        "typescript", _TYPESCRIPT, ("export_statement", "expression_statement"), ("decorator",), "language_typescript"
    ),
    "tsx": Grammar(
        "typescript", _TYPESCRIPT, ("export_statement", "expression_statement"), ("decorator",), "language_tsx"
    ),
    "java": Grammar(
        "java",
        _each(
            "class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration"
            " method_declaration constructor_declaration"
        ),
    ),
    "c": Grammar("c", _C),
    "c++": Grammar("cpp", _CPP, ("template_declaration",)),
    "csharp": Grammar(
        "c_sharp",
        _each(
            "namespace_declaration class_declaration struct_declaration interface_declaration enum_declaration"
            " record_declaration method_declaration constructor_declaration property_declaration"
            " delegate_declaration"
        ),
    ),
    "go": Grammar(
        "go",
        """
        (function_declaration name: (_) @name) @whole
        (method_declaration receiver: (parameter_list (parameter_declaration type: (_) @of)) name: (_) @name) @whole
        (type_declaration . (type_spec name: (_) @name) .) @whole
        """,
    ),
    "rust": Grammar(
        "rust",
        f"""
        {_each("function_item struct_item enum_item union_item trait_item mod_item macro_definition")}
        (impl_item trait: (_) @trait type: (_) @name) @whole
        (impl_item !trait type: (_) @name) @whole
        """,
        above=("attribute_item",),
    ),
    "ruby": Grammar("ruby", _RUBY),
    "php": Grammar(
        "php",
        _each(
            "class_declaration interface_declaration trait_declaration enum_declaration method_declaration"
            " function_definition"
        ),
        function="language_php",
    ),
    "sh": Grammar("bash", _each("function_definition")),
    "scala": Grammar(
        "scala",
        _each("class_definition object_definition trait_definition enum_definition function_definition package_object"),
    ),
    "kotlin": Grammar("kotlin", _each("class_declaration object_declaration function_declaration")),
    "swift": Grammar(
        "swift",
        _each("class_declaration protocol_declaration", "name: (_) @name")
        + '\n(function_declaration "func" . name: (_) @name) @whole\n(init_declaration "init" @name) @whole',
    ),
    "lua": Grammar("lua", _LUA, ("variable_declaration",)),
    "haskell": Grammar("haskell", _HASKELL, (), ("signature", "haddock"), clauses=True),
    "julia": Grammar("julia", _JULIA, (), ("string_literal", "macrocall_expression")),
    "zig": Grammar(
        "zig",
        """
        (function_declaration name: (_) @name) @whole
        (variable_declaration (identifier) @name
          [(struct_declaration) (enum_declaration) (union_declaration)]) @whole
        (test_declaration (string) @name) @whole
        """,
    ),
    "elixir": Grammar("elixir", _ELIXIR, (), ("unary_operator",), clauses=True),
    "objective-c": Grammar(
        "objc",
        f"""{_C}
        {_each("class_interface class_implementation protocol_declaration", ". (identifier) @name")}
        (method_definition (method_type) ((identifier) @name . (method_parameter)?)+) @whole
        """,
        ("implementation_definition",),
        joint=":",
    ),
    "powershell": Grammar(
        "powershell",
        """
        (function_statement (function_name) @name) @whole
        (class_statement . (simple_name) @name) @whole
        (class_method_definition (simple_name) @name) @whole
        """,
    ),
}

_WORD = r"[\w.:'!?*+/<>=-]+"


def _lines(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile what finds the line a definition begins with; its group is the name."""
    return re.compile(pattern, re.MULTILINE | flags)


LINES: dict[str, re.Pattern[str]] = {
    "assembly": _lines(r"^([A-Za-z_][\w$]*):"),
    "ada": _lines(r"^[ \t]*(?:procedure|function|package(?: body)?|task(?: body)?)[ \t]+([\w.]+)", re.IGNORECASE),
    "bsl": _lines(r"^[ \t]*(?:Процедура|Функция|Procedure|Function)[ \t]+(\w+)", re.IGNORECASE),
    "clojure": _lines(rf"^\((?:[\w.]+/)?(?:def\w*|ns)[ \t\n]+(?:\^\S+[ \t\n]+)*({_WORD})"),
    "cmake": _lines(r"^[ \t]*(?:function|macro)[ \t]*\([ \t]*(\w+)", re.IGNORECASE),
    "crystal": _lines(r"^[ \t]*(?:abstract )?(?:def|class|module|struct|macro)[ \t]+([\w.:?!=]+)"),
    "d": _lines(r"^(?:\w+ )*(?:class|struct|interface|template|enum|unittest)[ \t]+(\w+)"),
    "dart": _lines(r"^(?:abstract |sealed |base |final )*(?:class|mixin|enum|extension|typedef)[ \t]+(\w+)"),
    "dockerfile": _lines(r"^FROM[ \t]+(.+?)[ \t]*$", re.IGNORECASE),
    "erlang": _lines(r"^([a-z]\w*)\([^\n]*(?:->|when\b)"),
    "fortran": _lines(
        r"^[ \t]*(?:(?:pure|elemental|recursive|real|integer|logical|type\(\w+\)|double precision)[ \t]+)*"
        r"(?:program|module(?! procedure)|subroutine|function)[ \t]+(\w+)",
        re.IGNORECASE,
    ),
    "fsharp": _lines(r"^(?:let|type|module|and)[ \t]+(?:rec |inline |private |internal |public )*([\w.`]+)"),
    "graphql": _lines(r"^(?:extend )?(?:type|interface|input|enum|union|scalar|query|mutation|fragment)[ \t]+(\w+)"),
    "groovy": _lines(r"^[ \t]*(?:\w+ )*(?:class|interface|trait|enum|def|task)[ \t]+(\w+)"),
    "hcl": _lines(r"^((?:resource|data|module|variable|output|provider|locals|terraform)\b[^{\n]*?)[ \t]*\{"),
    "ini": _lines(r"^\[([^\]\n]+)\]"),
    "lisp": _lines(rf"^\((?:def[\w-]*|define[\w-]*|cl-def\w+)[ \t]+\(?({_WORD})"),
    "makefile": _lines(r"^([A-Za-z0-9_.%/$(){}-]+(?:[ \t]+[A-Za-z0-9_.%/-]+)*)[ \t]*::?(?!=)"),
    "matlab": _lines(r"^[ \t]*(?:function|classdef)[ \t]+(?:[^=\n(]*=[ \t]*)?([\w.]+)"),
    "nim": _lines(r"^(?:proc|func|method|template|macro|iterator|converter)[ \t]+(`?[\w=+*/<>$]+`?)"),
    "ocaml": _lines(
        r"^[ \t]*(?:let(?: rec)?|and|type|module(?: type)?|class|exception)[ \t]+"
        r"(?!open\b|_\b|\()([\w']+)(?![^\n]*\bin$)"
    ),
    "pascal": _lines(
        r"^[ \t]*(?:class[ \t]+)?(?:procedure|function|constructor|destructor|unit|program)[ \t]+([\w.]+)",
        re.IGNORECASE,
    ),
    "perl": _lines(r"^[ \t]*(?:sub|package)[ \t]+([\w:']+)"),
    "prolog": _lines(r"^([a-z]\w*)\([^\n]*:-"),
    "protobuf": _lines(r"^[ \t]*(?:message|service|enum|rpc)[ \t]+(\w+)"),
    "r": _lines(r"^[ \t]*([\w.]+|`[^`\n]+`)[ \t]*(?:<-|=)[ \t]*(?:function\b|R6Class|\\\()"),
    "solidity": _lines(r"^[ \t]*(?:abstract )?(?:contract|library|interface|function|modifier|event)[ \t]+(\w+)"),
    "sql": _lines(
        r"^[ \t]*(create[ \t]+(?:or[ \t]+replace[ \t]+)?(?:\w+[ \t]+){0,2}?"
        r"(?:table|view|function|procedure|trigger|index|type|schema)[ \t]+(?:if[ \t]+not[ \t]+exists[ \t]+)?"
        r'[\w."`\[\]]+)',
        re.IGNORECASE,
    ),
    "tcl": _lines(r"^[ \t]*(?:proc|method|oo::class create)[ \t]+([\w:]+)"),
    "vb": _lines(
        r"^[ \t]*(?:(?:public|private|protected|friend|shared|overrides|static|partial)[ \t]+)*"
        r"(?:sub|function|class|module|structure|property(?: get| let| set)?)[ \t]+(\w+)",
        re.IGNORECASE,
    ),
    "verilog": _lines(r"^[ \t]*(?:module|interface|package|class|function(?: automatic)?|task)[ \t]+(\w+)"),
    "vhdl": _lines(r"^[ \t]*(?:entity|architecture|package(?: body)?|procedure|function)[ \t]+(\w+)", re.IGNORECASE),
    "vim": _lines(r"^[ \t]*fu(?:nction|nc|n)?!?[ \t]+([\w:#.<>]+)"),
}
"""Languages whose grammars come in no well-kept wheel: each line that matches begins a definition, and what follows
belongs to it until the next."""


@cache
def compiled(language: str) -> "tuple[Language, Query]":
    """Load the grammar of a language and its query; a few milliseconds, once a language and process."""
    from tree_sitter import Language, Query

    grammar = GRAMMARS[language]
    loaded = Language(getattr(import_module(f"tree_sitter_{grammar.module}"), grammar.function)())
    return loaded, Query(loaded, grammar.query)
