<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
    <context>
        <name />
        <message>
            <source>Against repeating</source>
            <translation>Против повторов</translation>
        </message>
        <message>
            <source>Chroma server</source>
            <translation>Сервер Chroma</translation>
        </message>
        <message>
            <source>Context</source>
            <translation>Контекст</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Тёмная</translation>
        </message>
        <message>
            <source>Disk for what was read</source>
            <translation>Диск для прочитанного</translation>
        </message>
        <message>
            <source>Embedding elsewhere</source>
            <translation>Векторы на стороне</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>Отрывки</translation>
        </message>
        <message>
            <source>First word within</source>
            <translation>Первое слово за</translation>
        </message>
        <message>
            <source>Graphics card layers</source>
            <translation>Слои на видеокарте</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Язык</translation>
        </message>
        <message>
            <source>Languages of scans</source>
            <translation>Языки сканов</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Светлая</translation>
        </message>
        <message>
            <source>Light and dark</source>
            <translation>Светлая или тёмная</translation>
        </message>
        <message>
            <source>Likeliest words (top p)</source>
            <translation>Вероятные слова (top p)</translation>
        </message>
        <message>
            <source>Longest answer</source>
            <translation>Длина ответа</translation>
        </message>
        <message>
            <source>Memory for models</source>
            <translation>Память для моделей</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>Сеть</translation>
        </message>
        <message>
            <source>Number of words (top k)</source>
            <translation>Число слов (top k)</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>Выкл.</translation>
        </message>
        <message>
            <source>On</source>
            <translation>Вкл.</translation>
        </message>
        <message>
            <source>Precision of its memory</source>
            <translation>Точность кэша модели</translation>
        </message>
        <message>
            <source>Processor threads</source>
            <translation>Потоки процессора</translation>
        </message>
        <message>
            <source>Restart now</source>
            <translation>Перезапустить</translation>
        </message>
        <message>
            <source>Scans and pictures</source>
            <translation>Сканы и изображения</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Начальное число</translation>
        </message>
        <message>
            <source>System</source>
            <translation>Как в системе</translation>
        </message>
        <message>
            <source>Temperature</source>
            <translation>Температура</translation>
        </message>
        <message>
            <source>The Chroma server is used from the next start, what concerns answers from the next question.</source>
            <translation>Сервер Chroma действует со следующего запуска, а то, что касается ответов, — со следующего вопроса.</translation>
        </message>
        <message>
            <source>The window speaks another language from the next start.</source>
            <translation>Окно заговорит на другом языке после перезапуска.</translation>
        </message>
        <message>
            <source>Thinking first</source>
            <translation>Сначала размышлять</translation>
        </message>
        <message>
            <source>Unlikely words (min p)</source>
            <translation>Маловероятные слова (min p)</translation>
        </message>
        <message>
            <source>Watching</source>
            <translation>Наблюдение</translation>
        </message>
        <message>
            <source>Web pages</source>
            <translation>Веб-страницы</translation>
        </message>
        <message>
            <source>not set</source>
            <translation>не задано</translation>
        </message>
    </context>
</TS>
