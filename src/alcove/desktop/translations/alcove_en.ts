<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n agree</source>
        <translation>
            <numerusform>%n agrees</numerusform>
            <numerusform>%n agree</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s)</source>
        <translation>
            <numerusform>%n answer</numerusform>
            <numerusform>%n answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n brought in</source>
        <translation>
            <numerusform>%n brought in</numerusform>
            <numerusform>%n brought in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n by OCR</source>
        <translation>
            <numerusform>%n by OCR</numerusform>
            <numerusform>%n by OCR</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bytes</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chapter(s)</source>
        <translation>
            <numerusform>%n chapter</numerusform>
            <numerusform>%n chapters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cited</source>
        <translation>
            <numerusform>%n cited</numerusform>
            <numerusform>%n cited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n continued</source>
        <translation>
            <numerusform>%n continued</numerusform>
            <numerusform>%n continued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n contradict</source>
        <translation>
            <numerusform>%n contradicts</numerusform>
            <numerusform>%n contradict</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s)</source>
        <translation>
            <numerusform>%n conversation</numerusform>
            <numerusform>%n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read</source>
        <translation>
            <numerusform>%n could not be read</numerusform>
            <numerusform>%n could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n different</source>
        <translation>
            <numerusform>%n different</numerusform>
            <numerusform>%n different</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n download(s)</source>
        <translation>
            <numerusform>%n download</numerusform>
            <numerusform>%n downloads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n downloads were interrupted; what has come is kept</source>
        <translation>
            <numerusform>%n download was interrupted; what has come is kept</numerusform>
            <numerusform>%n downloads were interrupted; what has come is kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known already</source>
        <translation>
            <numerusform>%n known already</numerusform>
            <numerusform>%n known already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models in memory, {size} · {free} free for models</source>
        <translation>
            <numerusform>%n model in memory, {size} · {free} free for models</numerusform>
            <numerusform>%n models in memory, {size} · {free} free for models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pages are linked than the limit of {n} lets be read</source>
        <translation>
            <numerusform>%n more page is linked than the limit of {n} lets be read</numerusform>
            <numerusform>%n more pages are linked than the limit of {n} lets be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s) for your vote</source>
        <translation>
            <numerusform>%n more waits for your vote</numerusform>
            <numerusform>%n more wait for your vote</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not readable</source>
        <translation>
            <numerusform>%n not readable</numerusform>
            <numerusform>%n not readable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n only in one</source>
        <translation>
            <numerusform>%n only in one</numerusform>
            <numerusform>%n only in one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other size(s)</source>
        <translation>
            <numerusform>One other size</numerusform>
            <numerusform>%n other sizes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n part</numerusform>
            <numerusform>%n parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) answered alike by all</source>
        <translation>
            <numerusform>%n question answered alike by all</numerusform>
            <numerusform>%n questions answered alike by all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>%n refused</numerusform>
            <numerusform>%n refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repositories with “{text}” in the name, downloaded most first</source>
        <translation>
            <numerusform>%n repository with “{text}” in the name, downloaded most first</numerusform>
            <numerusform>%n repositories with “{text}” in the name, downloaded most first</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) left this computer, all asked for by you</source>
        <translation>
            <numerusform>%n request left this computer, all asked for by you</numerusform>
            <numerusform>%n requests left this computer, all asked for by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) left this computer, {size}, all asked for by you</source>
        <translation>
            <numerusform>%n request left this computer, {size}, all asked for by you</numerusform>
            <numerusform>%n requests left this computer, {size}, all asked for by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) refused</source>
        <translation>
            <numerusform>%n request refused</numerusform>
            <numerusform>%n requests refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) refused today</source>
        <translation>
            <numerusform>%n request refused today</numerusform>
            <numerusform>%n requests refused today</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, all asked for by you</source>
        <translation>
            <numerusform>%n request left this computer, all asked for by you</numerusform>
            <numerusform>%n requests left this computer, all asked for by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, all asked for by you; {refused}</source>
        <translation>
            <numerusform>%n request left this computer, all asked for by you; {refused}</numerusform>
            <numerusform>%n requests left this computer, all asked for by you; {refused}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, {size}, all asked for by you</source>
        <translation>
            <numerusform>%n request left this computer, {size}, all asked for by you</numerusform>
            <numerusform>%n requests left this computer, {size}, all asked for by you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, {size}, all asked for by you; {refused}</source>
        <translation>
            <numerusform>%n request left this computer, {size}, all asked for by you; {refused}</numerusform>
            <numerusform>%n requests left this computer, {size}, all asked for by you; {refused}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests refused</source>
        <translation>
            <numerusform>%n request refused</numerusform>
            <numerusform>%n requests refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s) not supported</source>
        <translation>
            <numerusform>%n sentence not supported</numerusform>
            <numerusform>%n sentences not supported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sheet(s)</source>
        <translation>
            <numerusform>%n sheet</numerusform>
            <numerusform>%n sheets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slide(s)</source>
        <translation>
            <numerusform>%n slide</numerusform>
            <numerusform>%n slides</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed</source>
        <translation>
            <numerusform>%n source changed</numerusform>
            <numerusform>%n sources changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed or gone</source>
        <translation>
            <numerusform>%n source changed or gone</numerusform>
            <numerusform>%n sources changed or gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) gone</source>
        <translation>
            <numerusform>%n source gone</numerusform>
            <numerusform>%n sources gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sources</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s)</source>
        <translation>
            <numerusform>%n vote</numerusform>
            <numerusform>%n votes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for your vote</source>
        <translation>
            <numerusform>%n waits for your vote</numerusform>
            <numerusform>%n wait for your vote</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were there already</source>
        <translation>
            <numerusform>%n was there already</numerusform>
            <numerusform>%n were there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n words</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A context cannot be %n tokens.</source>
        <translation>
            <numerusform>A context cannot be %n token.</numerusform>
            <numerusform>A context cannot be %n tokens.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask again in %n minutes.</source>
        <translation>
            <numerusform>Ask again in %n minute.</numerusform>
            <numerusform>Ask again in %n minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask again in %n seconds.</source>
        <translation>
            <numerusform>Ask again in %n second.</numerusform>
            <numerusform>Ask again in %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask {model} about %n rows</source>
        <translation>
            <numerusform>Ask {model} about %n row</numerusform>
            <numerusform>Ask {model} about %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared with %n passages; {seen} of {all} items could be seen.</source>
        <translation>
            <numerusform>Compared with %n passage; {seen} of {all} items could be seen.</numerusform>
            <numerusform>Compared with %n passages; {seen} of {all} items could be seen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted the answer and %n message(s) after it</source>
        <translation>
            <numerusform>Deleted the answer and %n message after it</numerusform>
            <numerusform>Deleted the answer and %n messages after it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted the question and %n message(s) after it</source>
        <translation>
            <numerusform>Deleted the question and %n message after it</numerusform>
            <numerusform>Deleted the question and %n messages after it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delve into “{words}”: in %n documents</source>
        <translation>
            <numerusform>Delve into “{words}”: in %n document</numerusform>
            <numerusform>Delve into “{words}”: in %n documents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences between these %n answers</source>
        <translation>
            <numerusform>Differences between these %n answers</numerusform>
            <numerusform>Differences between these %n answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Goes as soon as {name}, and %n more is read</source>
        <translation>
            <numerusform>Goes as soon as {name}, and %n more is read</numerusform>
            <numerusform>Goes as soon as {name}, and %n more is read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has read %n passage(s); that takes {size}</source>
        <translation>
            <numerusform>It has read %n passage; that takes {size}</numerusform>
            <numerusform>It has read %n passages; that takes {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would fit with a context of %n tokens kept as {kind}</source>
        <translation>
            <numerusform>It would fit with a context of %n token kept as {kind}</numerusform>
            <numerusform>It would fit with a context of %n tokens kept as {kind}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Left out: the first %n turn(s)</source>
        <translation>
            <numerusform>Left out: the first turn</numerusform>
            <numerusform>Left out: the first %n turns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let {name} run with a context of %n tokens kept as {kind}</source>
        <translation>
            <numerusform>Let {name} run with a context of %n token kept as {kind}</numerusform>
            <numerusform>Let {name} run with a context of %n tokens kept as {kind}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Needs {size} of memory and {card} of the graphics card&apos;s with a context of %n tokens; {free} are free for it</source>
        <translation>
            <numerusform>Needs {size} of memory and {card} of the graphics card&apos;s with a context of %n token; {free} are free for it</numerusform>
            <numerusform>Needs {size} of memory and {card} of the graphics card&apos;s with a context of %n tokens; {free} are free for it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Needs {size} of memory with a context of %n tokens; {free} are free for it</source>
        <translation>
            <numerusform>Needs {size} of memory with a context of %n token; {free} are free for it</numerusform>
            <numerusform>Needs {size} of memory with a context of %n tokens; {free} are free for it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No item is like that. %n is/are hidden by the filters.</source>
        <translation>
            <numerusform>No item is like that. %n is hidden by the filters.</numerusform>
            <numerusform>No item is like that. %n are hidden by the filters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reads {languages} and %n more</source>
        <translation>
            <numerusform>Reads {languages} and %n more</numerusform>
            <numerusform>Reads {languages} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removed the folder {name}; %n conversation(s) moved out</source>
        <translation>
            <numerusform>Removed the folder {name}; %n conversation moved out</numerusform>
            <numerusform>Removed the folder {name}; %n conversations moved out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent to {host}: your question and %n passage(s)</source>
        <translation>
            <numerusform>Sent to {host}: your question and %n passage</numerusform>
            <numerusform>Sent to {host}: your question and %n passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show more of the %n rows below</source>
        <translation>
            <numerusform>Show the %n row below</numerusform>
            <numerusform>Show more of the %n rows below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n best passage(s) for this question; no model read them, and {cited} are quoted.</source>
        <translation>
            <numerusform>The best passage for this question; no model read it, and {cited} are quoted.</numerusform>
            <numerusform>The %n best passages for this question; no model read them, and {cited} are quoted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n best passage(s) for this question; the model read {read} and cites {cited}.</source>
        <translation>
            <numerusform>The best passage for this question; the model read {read} and cites {cited}.</numerusform>
            <numerusform>The %n best passages for this question; the model read {read} and cites {cited}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The answer is there, with %n source(s)</source>
        <translation>
            <numerusform>The answer is there, with %n source</numerusform>
            <numerusform>The answer is there, with %n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The arena was saved as %n table(s) in {name}</source>
        <translation>
            <numerusform>The arena was saved as %n table in {name}</numerusform>
            <numerusform>The arena was saved as %n tables in {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The hub takes no more requests for %n minutes.</source>
        <translation>
            <numerusform>The hub takes no more requests for %n minute.</numerusform>
            <numerusform>The hub takes no more requests for %n minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The hub takes no more requests for %n seconds.</source>
        <translation>
            <numerusform>The hub takes no more requests for %n second.</numerusform>
            <numerusform>The hub takes no more requests for %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The question with its evidence is %n tokens long, and {model} sees {n}.</source>
        <translation>
            <numerusform>The question with its evidence is %n token long, and {model} sees {n}.</numerusform>
            <numerusform>The question with its evidence is %n tokens long, and {model} sees {n}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The question with its evidence is about %n tokens long, and {model} sees {n}.</source>
        <translation>
            <numerusform>The question with its evidence is about %n token long, and {model} sees {n}.</numerusform>
            <numerusform>The question with its evidence is about %n tokens long, and {model} sees {n}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The question with its passages is too long for {model}, which sees %n tokens there.</source>
        <translation>
            <numerusform>The question with its passages is too long for {model}, which sees %n token there.</numerusform>
            <numerusform>The question with its passages is too long for {model}, which sees %n tokens there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>There is not enough memory to run {file} with a context of %n tokens.</source>
        <translation>
            <numerusform>There is not enough memory to run {file} with a context of %n token.</numerusform>
            <numerusform>There is not enough memory to run {file} with a context of %n tokens.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n seconds.</source>
        <translation>
            <numerusform>Trying again in %n second.</numerusform>
            <numerusform>Trying again in %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Writes: %n words</source>
        <translation>
            <numerusform>Writes: %n word</numerusform>
            <numerusform>Writes: %n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your %n question(s)</source>
        <translation>
            <numerusform>Your question</numerusform>
            <numerusform>Your %n questions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your question, this conversation and the %n document(s) with it go to {hosts}</source>
        <translation>
            <numerusform>Your question, this conversation and the document with it go to {hosts}</numerusform>
            <numerusform>Your question, this conversation and the %n documents with it go to {hosts}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your question, this conversation, the passages found and the %n document(s) with it go to {hosts}</source>
        <translation>
            <numerusform>Your question, this conversation, the passages found and the document with it go to {hosts}</numerusform>
            <numerusform>Your question, this conversation, the passages found and the %n documents with it go to {hosts}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>cites %n scan(s), at least {percent} % sure</source>
        <translation>
            <numerusform>cites %n scan, at least {percent} % sure</numerusform>
            <numerusform>cites %n scans, at least {percent} % sure</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n answer(s) further off</source>
        <translation>
            <numerusform>in %n answer further off</numerusform>
            <numerusform>in %n answers further off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it was not complete after %n seconds</source>
        <translation>
            <numerusform>it was not complete after %n second</numerusform>
            <numerusform>it was not complete after %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>nothing came for %n seconds</source>
        <translation>
            <numerusform>nothing came for %n second</numerusform>
            <numerusform>nothing came for %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>searched {done} of %n item(s)</source>
        <translation>
            <numerusform>searched {done} of %n item</numerusform>
            <numerusform>searched {done} of %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sees %n token(s)</source>
        <translation>
            <numerusform>sees %n token</numerusform>
            <numerusform>sees %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sees %n token(s), assumed</source>
        <translation>
            <numerusform>sees %n token, assumed</numerusform>
            <numerusform>sees %n tokens, assumed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the first %n turn(s)</source>
        <translation>
            <numerusform>the first turn</numerusform>
            <numerusform>the first %n turns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>trained to see %n token(s) at once</source>
        <translation>
            <numerusform>trained to see %n token at once</numerusform>
            <numerusform>trained to see %n tokens at once</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n passage(s)</source>
        <translation>
            <numerusform>{done} of %n passage</numerusform>
            <numerusform>{done} of %n passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{figures}; %n left out, their words are gone</source>
        <translation>
            <numerusform>{figures}; %n left out, its words are gone</numerusform>
            <numerusform>{figures}; %n left out, their words are gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{languages} and %n more language(s)</source>
        <translation>
            <numerusform>{languages} and %n more language</numerusform>
            <numerusform>{languages} and %n more languages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} holds %n GGUF files.</source>
        <translation>
            <numerusform>{name} holds %n GGUF file.</numerusform>
            <numerusform>{name} holds %n GGUF files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}, %n character(s)</source>
        <translation>
            <numerusform>{name}, %n character</numerusform>
            <numerusform>{name}, %n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{what}, %n items</source>
        <translation>
            <numerusform>{what}, %n item</numerusform>
            <numerusform>{what}, %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{name}” is answered: %n wait(s) for your vote</source>
        <translation>
            <numerusform>“{name}” is answered: %n waits for your vote</numerusform>
            <numerusform>“{name}” is answered: %n wait for your vote</numerusform>
        </translation>
    </message>
</context>
</TS>
