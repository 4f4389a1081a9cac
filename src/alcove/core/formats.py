"""The formats Alcove knows: one table from suffix to MIME type, name, reader and limits.

Connectors ask it what a file is, the `reader` child how to read it, the window what to call it. Adding a format is
one row here and one module in `rag/readers`.
"""

from dataclasses import dataclass
from functools import lru_cache

MB = 1_000_000
UNKNOWN = "application/octet-stream"
UNSUFFIXED = "text/x-unsuffixed"
"""The type of a file whose name does not tell its format: it is read when it holds text."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `suffixes` are lower case with their dot; `reader` is `module:function` below `rag.readers`.

    A new `version` reads old items again. `most_bytes` bounds what is even opened.
    """

    mime: str
    suffixes: tuple[str, ...]
    name: str
    reader: str
    version: int = 1
    most_bytes: int = 64 * MB


_OPEN_XML = "application/vnd.openxmlformats-officedocument."


def _code(name: str, language: str, suffixes: str) -> Format:
    """Return the row of a programming language; `rag/readers/grammars.py` knows it by `language`."""
    return Format(f"text/x-{language}", tuple(suffixes.split()), name, "code:read", 1, 8 * MB)


_CODE = (
    _code("Python", "python", ".py .pyi .pyw .pyx .pxd"),
    _code("JavaScript", "javascript", ".js .mjs .cjs .jsx"),
    _code("TypeScript", "typescript", ".ts .mts .cts"),
    _code("TypeScript", "tsx", ".tsx"),
    _code("Java", "java", ".java"),
    _code("C", "c", ".c .h"),
    _code("C++", "c++", ".cpp .cc .cxx .c++ .hpp .hh .hxx .h++ .ipp .inl .tpp .ino .cu .cuh"),
    _code("C#", "csharp", ".cs .csx"),
    _code("Go", "go", ".go"),
    _code("Rust", "rust", ".rs"),
    _code("Ruby", "ruby", ".rb .rake .gemspec .ru .podspec"),
    _code("PHP", "php", ".php .phtml .php5"),
    _code("shell", "sh", ".sh .bash .zsh .ksh .bats .fish"),
    _code("CSS", "css", ".css .scss .sass .less"),
    _code("SQL", "sql", ".sql .ddl .psql"),
    _code("Scala", "scala", ".scala .sc .sbt"),
    _code("Kotlin", "kotlin", ".kt .kts"),
    _code("Swift", "swift", ".swift"),
    _code("Lua", "lua", ".lua"),
    _code("Haskell", "haskell", ".hs"),
    _code("Julia", "julia", ".jl"),
    _code("Zig", "zig", ".zig"),
    _code("Elixir", "elixir", ".ex .exs"),
    _code("Objective-C", "objective-c", ".m .mm"),
    _code("PowerShell", "powershell", ".ps1 .psm1 .psd1"),
    _code("Perl", "perl", ".pl .pm"),
    _code("R", "r", ".r .rprofile"),
    _code("Dart", "dart", ".dart"),
    _code("Groovy", "groovy", ".groovy .gradle"),
    _code("Clojure", "clojure", ".clj .cljs .cljc .edn"),
    _code("Erlang", "erlang", ".erl .hrl"),
    _code("F#", "fsharp", ".fs .fsx .fsi"),
    _code("OCaml", "ocaml", ".ml .mli"),
    _code("Lisp", "lisp", ".lisp .lsp .cl .el .scm .ss .rkt"),
    _code("Visual Basic", "vb", ".vb .bas .vbs"),
    _code("Pascal", "pascal", ".pas .dpr .pp .lpr"),
    _code("Fortran", "fortran", ".f90 .f95 .f03 .f08 .f .for .f77"),
    _code("Ada", "ada", ".adb .ads"),
    _code("D", "d", ".d"),
    _code("Nim", "nim", ".nim .nims"),
    _code("Crystal", "crystal", ".cr"),
    _code("Tcl", "tcl", ".tcl"),
    _code("Vim script", "vim", ".vim"),
    _code("1C", "bsl", ".bsl .os"),
    _code("assembly", "assembly", ".s .asm"),
    _code("Verilog", "verilog", ".v .vh .sv .svh"),
    _code("VHDL", "vhdl", ".vhd .vhdl"),
    _code("Solidity", "solidity", ".sol"),
    _code("shader", "shader", ".glsl .hlsl .wgsl .vert .frag .metal"),
    _code("COBOL", "cobol", ".cob .cbl .cpy"),
    _code("Nix", "nix", ".nix"),
    _code("Vue", "vue", ".vue"),
    _code("Svelte", "svelte", ".svelte"),
    _code("template", "template", ".j2 .jinja .jinja2 .erb .ejs .hbs .mustache .tmpl .tpl .twig"),
    _code("Protocol Buffers", "protobuf", ".proto"),
    _code("GraphQL", "graphql", ".graphql .gql"),
    _code("Terraform", "hcl", ".tf .hcl"),
    _code("CMake", "cmake", ".cmake"),
    _code("Makefile", "makefile", ".mk .mak"),
    _code("Dockerfile", "dockerfile", ".dockerfile"),
    _code("batch", "batch", ".bat .cmd"),
    _code("awk", "awk", ".awk"),
    _code("patch", "patch", ".diff .patch"),
    _code("settings", "ini", ".ini .cfg .conf .properties .editorconfig .desktop .service"),
    Format("text/x-lock", (), "lock file", "code:read_lock", 1, 64 * MB),
    Format(UNSUFFIXED, (), "text", "code:read_unsuffixed", 1, 8 * MB),
)


FORMATS: tuple[Format, ...] = (
    *_CODE,
    # text
    Format("text/plain", (".txt", ".text", ".log"), "text", "text:read_plain", 2),
    Format("text/x-rst", (".rst", ".rest"), "reStructuredText", "markup:read_rst"),
    Format("text/org", (".org",), "Org", "markup:read_org"),
    Format("application/x-tex", (".tex", ".ltx"), "LaTeX", "markup:read_tex"),
    Format("application/x-subrip", (".srt",), "subtitles", "text:read_plain"),
    Format("text/vtt", (".vtt",), "subtitles", "text:read_plain"),
    # data
    Format(
        "application/json",
        (".json", ".geojson", ".topojson", ".json5", ".sarif", ".webmanifest", ".har"),
        "JSON",
        "text:read_plain",
    ),
    Format("application/jsonl", (".jsonl", ".ndjson"), "JSON lines", "text:read_plain"),
    Format("application/yaml", (".yaml", ".yml"), "YAML", "data:read_yaml"),
    Format("application/toml", (".toml",), "TOML", "data:read_toml"),
    Format(
        "application/xml",
        (".xml", ".opml", ".rss", ".atom", ".docbook", ".dbk", ".xsd", ".xsl", ".xslt", ".kml", ".gpx", ".plist"),
        "XML",
        "data:read_xml",
    ),
    Format("image/svg+xml", (".svg",), "SVG", "data:read_svg"),
    Format("application/x-ipynb+json", (".ipynb",), "notebook", "notebook:read"),
    # books
    Format("application/epub+zip", (".epub",), "EPUB", "book:read", 1, 512 * MB),
    # archives
    Format("application/zip", (".zip",), "archive", "archive:read_zip", 1, 16_000 * MB),
    Format("application/x-tar", (".tar", ".tgz", ".tbz2", ".txz"), "archive", "archive:read_tar", 1, 16_000 * MB),
    Format("application/gzip", (".gz", ".bz2", ".xz"), "packed file", "archive:read_packed", 1, 4_000 * MB),
    # mail
    Format("message/rfc822", (".eml", ".emlx"), "e-mail", "mail:read", 1, 128 * MB),
    Format("application/vnd.ms-outlook", (".msg",), "Outlook message", "outlook:read", 1, 128 * MB),
    Format("text/calendar", (".ics", ".ical", ".ifb", ".vcs"), "calendar", "agenda:read"),
    Format("text/vcard", (".vcf", ".vcard"), "contacts", "agenda:read"),
    Format("application/mbox", (".mbox",), "mailbox", "mail:read_mailbox", 1, 64_000 * MB),
    Format("text/markdown", (".md", ".markdown"), "Markdown", "markdown:read"),
    Format("application/x-canvas+json", (".canvas",), "canvas", "canvas:read"),
    # the web
    Format("text/html", (".html", ".htm"), "HTML", "hypertext:read", 1, 32 * MB),
    Format("application/xhtml+xml", (".xhtml", ".xht"), "HTML", "hypertext:read", 1, 32 * MB),
    Format("multipart/related", (".mhtml", ".mht"), "saved page", "hypertext:read_archived"),
    Format("text/html; web", (), "web page", "webpage:read", 1, 16 * MB),
    # office
    Format(
        f"{_OPEN_XML}wordprocessingml.document",
        (".docx", ".docm", ".dotx", ".dotm"),
        "Word",
        "office:read",
        3,
        256 * MB,
    ),
    Format("application/msword", (".doc", ".dot"), "Word", "office:read", 1, 128 * MB),
    Format(
        "application/vnd.oasis.opendocument.text", (".odt", ".ott"), "OpenDocument text", "office:read", 1, 256 * MB
    ),
    Format("application/rtf", (".rtf",), "RTF", "office:read", 1, 128 * MB),
    Format(
        f"{_OPEN_XML}presentationml.presentation",
        (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"),
        "PowerPoint",
        "office:read",
        1,
        512 * MB,
    ),
    Format("application/vnd.ms-powerpoint", (".ppt", ".pps"), "PowerPoint", "office:read", 1, 256 * MB),
    Format(
        "application/vnd.oasis.opendocument.presentation",
        (".odp", ".otp"),
        "OpenDocument slides",
        "office:read",
        1,
        512 * MB,
    ),
    Format(f"{_OPEN_XML}spreadsheetml.sheet", (".xlsx", ".xlsm", ".xltx"), "Excel", "office:read", 1, 256 * MB),
    Format("application/vnd.ms-excel.sheet.binary.macroenabled.12", (".xlsb",), "Excel", "office:read", 1, 128 * MB),
    Format("application/vnd.ms-excel", (".xls", ".xlt"), "Excel", "office:read", 1, 128 * MB),
    Format(
        "application/vnd.oasis.opendocument.spreadsheet",
        (".ods", ".ots"),
        "OpenDocument sheet",
        "office:read",
        1,
        128 * MB,
    ),
    Format("text/csv", (".csv",), "CSV", "delimited:read"),
    Format("text/tab-separated-values", (".tsv", ".tab"), "TSV", "delimited:read"),
    # pages
    Format("application/pdf", (".pdf",), "PDF", "pdf:read", 2, 1024 * MB),
    # pictures
    Format("image/png", (".png",), "PNG", "image:read", 1, 256 * MB),
    Format("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG", "image:read", 1, 256 * MB),
    Format("image/webp", (".webp",), "WebP", "image:read", 1, 256 * MB),
    Format("image/tiff", (".tif", ".tiff"), "TIFF", "image:read", 1, 1024 * MB),
    Format("image/bmp", (".bmp",), "BMP", "image:read", 1, 256 * MB),
    Format("image/gif", (".gif",), "GIF", "image:read", 1, 64 * MB),
)

NAMES: dict[str, str] = {
    **dict.fromkeys(("makefile", "gnumakefile", "bsdmakefile", "kbuild"), "text/x-makefile"),
    **dict.fromkeys(("dockerfile", "containerfile"), "text/x-dockerfile"),
    "cmakelists.txt": "text/x-cmake",
    **dict.fromkeys(
        ("rakefile", "gemfile", "guardfile", "vagrantfile", "podfile", "fastfile", "brewfile", "capfile"),
        "text/x-ruby",
    ),
    "jenkinsfile": "text/x-groovy",
    **dict.fromkeys(("sconstruct", "sconscript", "wscript", "snakefile"), "text/x-python"),
    **dict.fromkeys((".bashrc", ".bash_profile", ".bash_aliases", ".profile", ".zshrc", ".zprofile"), "text/x-sh"),
    **dict.fromkeys((".vimrc", ".gvimrc"), "text/x-vim"),
    **dict.fromkeys((".gitconfig", ".editorconfig", ".pylintrc", ".flake8"), "text/x-ini"),
    **dict.fromkeys(
        (
            "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "poetry.lock",
            "uv.lock", "pdm.lock", "pipfile.lock", "cargo.lock", "composer.lock", "gemfile.lock", "go.sum",
            "podfile.lock", "packages.lock.json", "mix.lock", "pubspec.lock", "flake.lock", "deno.lock",
        ),
        "text/x-lock",
    ),
    **dict.fromkeys(
        (
            "readme", "license", "licence", "copying", "copyright", "authors", "contributors", "changelog", "changes",
            "news", "notice", "install", "todo", "maintainers", "thanks", "credits", "faq", "hacking", "bugs",
        ),
        "text/plain",
    ),
}  # fmt: skip
"""MIME types of files that are known by their whole name (lower case), such as `makefile`."""

_BY_MIME = {one.mime: one for one in FORMATS}
_BY_SUFFIX = {suffix: one.mime for one in FORMATS for suffix in one.suffixes}


def format_of(mime: str) -> Format | None:
    """Return the format of a MIME type; None when it is not read."""
    return _BY_MIME.get(mime)


@lru_cache(maxsize=65536)
def mime_of(name: str) -> str:
    """Return the MIME type of a file's name: UNKNOWN when nothing reads it, UNSUFFIXED when its bytes must tell."""
    lower = name.lower()
    if lower in NAMES:
        return NAMES[lower]
    dot = lower.rfind(".")
    return _BY_SUFFIX.get(lower[dot:], UNKNOWN) if dot > 0 else UNSUFFIXED
