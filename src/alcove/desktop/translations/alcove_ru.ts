<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n agree</source>
        <translation>
            <numerusform>%n совпадает</numerusform>
            <numerusform>%n совпадают</numerusform>
            <numerusform>%n совпадают</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s)</source>
        <translation>
            <numerusform>%n ответ</numerusform>
            <numerusform>%n ответа</numerusform>
            <numerusform>%n ответов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n brought in</source>
        <translation>
            <numerusform>Добавлено: %n</numerusform>
            <numerusform>Добавлено: %n</numerusform>
            <numerusform>Добавлено: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n by OCR</source>
        <translation>
            <numerusform>%n распознана</numerusform>
            <numerusform>%n распознаны</numerusform>
            <numerusform>%n распознано</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n байт</numerusform>
            <numerusform>%n байта</numerusform>
            <numerusform>%n байт</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bytes</source>
        <translation>
            <numerusform>%n байт</numerusform>
            <numerusform>%n байта</numerusform>
            <numerusform>%n байт</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chapter(s)</source>
        <translation>
            <numerusform>%n глава</numerusform>
            <numerusform>%n главы</numerusform>
            <numerusform>%n глав</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cited</source>
        <translation>
            <numerusform>%n со ссылкой</numerusform>
            <numerusform>%n со ссылкой</numerusform>
            <numerusform>%n со ссылкой</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n continued</source>
        <translation>
            <numerusform>%n продолжена</numerusform>
            <numerusform>%n продолжены</numerusform>
            <numerusform>%n продолжено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n contradict</source>
        <translation>
            <numerusform>%n противоречит</numerusform>
            <numerusform>%n противоречат</numerusform>
            <numerusform>%n противоречат</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s)</source>
        <translation>
            <numerusform>%n беседа</numerusform>
            <numerusform>%n беседы</numerusform>
            <numerusform>%n бесед</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read</source>
        <translation>
            <numerusform>не прочитано: %n</numerusform>
            <numerusform>не прочитано: %n</numerusform>
            <numerusform>не прочитано: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n different</source>
        <translation>
            <numerusform>%n отличается</numerusform>
            <numerusform>%n отличаются</numerusform>
            <numerusform>%n отличаются</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n download(s)</source>
        <translation>
            <numerusform>%n загрузка</numerusform>
            <numerusform>%n загрузки</numerusform>
            <numerusform>%n загрузок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n downloads were interrupted; what has come is kept</source>
        <translation>
            <numerusform>Прервана %n загрузка; загруженное сохранено</numerusform>
            <numerusform>Прервано %n загрузки; загруженное сохранено</numerusform>
            <numerusform>Прервано %n загрузок; загруженное сохранено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n файл</numerusform>
            <numerusform>%n файла</numerusform>
            <numerusform>%n файлов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n найден</numerusform>
            <numerusform>%n найдено</numerusform>
            <numerusform>%n найдено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n материал</numerusform>
            <numerusform>%n материала</numerusform>
            <numerusform>%n материалов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n материал</numerusform>
            <numerusform>%n материала</numerusform>
            <numerusform>%n материалов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known already</source>
        <translation>
            <numerusform>%n уже известна</numerusform>
            <numerusform>%n уже известны</numerusform>
            <numerusform>%n уже известно</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n сообщение</numerusform>
            <numerusform>%n сообщения</numerusform>
            <numerusform>%n сообщений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n модель</numerusform>
            <numerusform>%n модели</numerusform>
            <numerusform>%n моделей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n models in memory, {size} · {free} free for models</source>
        <translation>
            <numerusform>В памяти %n модель, {size} · свободно для моделей: {free}</numerusform>
            <numerusform>В памяти %n модели, {size} · свободно для моделей: {free}</numerusform>
            <numerusform>В памяти %n моделей, {size} · свободно для моделей: {free}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pages are linked than the limit of {n} lets be read</source>
        <translation>
            <numerusform>ещё %n страница по ссылкам не прочитана: предел — {n}</numerusform>
            <numerusform>ещё %n страницы по ссылкам не прочитаны: предел — {n}</numerusform>
            <numerusform>ещё %n страниц по ссылкам не прочитано: предел — {n}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s) for your vote</source>
        <translation>
            <numerusform>Ещё %n ждёт вашего голоса</numerusform>
            <numerusform>Ещё %n ждут вашего голоса</numerusform>
            <numerusform>Ещё %n ждут вашего голоса</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not readable</source>
        <translation>
            <numerusform>%n не читается</numerusform>
            <numerusform>%n не читаются</numerusform>
            <numerusform>%n не читаются</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n only in one</source>
        <translation>
            <numerusform>%n только в одном</numerusform>
            <numerusform>%n только в одном</numerusform>
            <numerusform>%n только в одном</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other size(s)</source>
        <translation>
            <numerusform>Ещё %n размер</numerusform>
            <numerusform>Ещё %n размера</numerusform>
            <numerusform>Ещё %n размеров</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n страница</numerusform>
            <numerusform>%n страницы</numerusform>
            <numerusform>%n страниц</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n часть</numerusform>
            <numerusform>%n части</numerusform>
            <numerusform>%n частей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n отрывок</numerusform>
            <numerusform>%n отрывка</numerusform>
            <numerusform>%n отрывков</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n вопрос</numerusform>
            <numerusform>%n вопроса</numerusform>
            <numerusform>%n вопросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) answered alike by all</source>
        <translation>
            <numerusform>на %n вопрос все ответили одинаково</numerusform>
            <numerusform>на %n вопроса все ответили одинаково</numerusform>
            <numerusform>на %n вопросов все ответили одинаково</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>отклонён %n</numerusform>
            <numerusform>отклонено %n</numerusform>
            <numerusform>отклонено %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repositories with “{text}” in the name, downloaded most first</source>
        <translation>
            <numerusform>%n репозиторий с «{text}» в названии, сначала самые загружаемые</numerusform>
            <numerusform>%n репозитория с «{text}» в названии, сначала самые загружаемые</numerusform>
            <numerusform>%n репозиториев с «{text}» в названии, сначала самые загружаемые</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n запрос</numerusform>
            <numerusform>%n запроса</numerusform>
            <numerusform>%n запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) left this computer, all asked for by you</source>
        <translation>
            <numerusform>Этот компьютер покинул %n запрос по вашей просьбе</numerusform>
            <numerusform>Этот компьютер покинули %n запроса, все по вашей просьбе</numerusform>
            <numerusform>Этот компьютер покинули %n запросов, все по вашей просьбе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) left this computer, {size}, all asked for by you</source>
        <translation>
            <numerusform>Этот компьютер покинул %n запрос ({size}) по вашей просьбе</numerusform>
            <numerusform>Этот компьютер покинули %n запроса ({size}), все по вашей просьбе</numerusform>
            <numerusform>Этот компьютер покинули %n запросов ({size}), все по вашей просьбе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) refused</source>
        <translation>
            <numerusform>отклонён %n запрос</numerusform>
            <numerusform>отклонено %n запроса</numerusform>
            <numerusform>отклонено %n запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) refused today</source>
        <translation>
            <numerusform>Сегодня отклонён %n запрос</numerusform>
            <numerusform>Сегодня отклонено %n запроса</numerusform>
            <numerusform>Сегодня отклонено %n запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n запрос</numerusform>
            <numerusform>%n запроса</numerusform>
            <numerusform>%n запросов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, all asked for by you</source>
        <translation>
            <numerusform>%n запрос покинул этот компьютер, все по вашей просьбе</numerusform>
            <numerusform>%n запроса покинули этот компьютер, все по вашей просьбе</numerusform>
            <numerusform>%n запросов покинули этот компьютер, все по вашей просьбе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, all asked for by you; {refused}</source>
        <translation>
            <numerusform>%n запрос покинул этот компьютер, все по вашей просьбе; {refused}</numerusform>
            <numerusform>%n запроса покинули этот компьютер, все по вашей просьбе; {refused}</numerusform>
            <numerusform>%n запросов покинули этот компьютер, все по вашей просьбе; {refused}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, {size}, all asked for by you</source>
        <translation>
            <numerusform>%n запрос ({size}) покинул этот компьютер, все по вашей просьбе</numerusform>
            <numerusform>%n запроса ({size}) покинули этот компьютер, все по вашей просьбе</numerusform>
            <numerusform>%n запросов ({size}) покинули этот компьютер, все по вашей просьбе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests left this computer, {size}, all asked for by you; {refused}</source>
        <translation>
            <numerusform>%n запрос ({size}) покинул этот компьютер, все по вашей просьбе; {refused}</numerusform>
            <numerusform>%n запроса ({size}) покинули этот компьютер, все по вашей просьбе; {refused}</numerusform>
            <numerusform>%n запросов ({size}) покинули этот компьютер, все по вашей просьбе; {refused}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests refused</source>
        <translation>
            <numerusform>%n запрос отклонён</numerusform>
            <numerusform>%n запроса отклонено</numerusform>
            <numerusform>%n запросов отклонено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s) not supported</source>
        <translation>
            <numerusform>%n предложение без опоры</numerusform>
            <numerusform>%n предложения без опоры</numerusform>
            <numerusform>%n предложений без опоры</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sheet(s)</source>
        <translation>
            <numerusform>%n лист</numerusform>
            <numerusform>%n листа</numerusform>
            <numerusform>%n листов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slide(s)</source>
        <translation>
            <numerusform>%n слайд</numerusform>
            <numerusform>%n слайда</numerusform>
            <numerusform>%n слайдов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n источник</numerusform>
            <numerusform>%n источника</numerusform>
            <numerusform>%n источников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed</source>
        <translation>
            <numerusform>изменился %n источник</numerusform>
            <numerusform>изменились %n источника</numerusform>
            <numerusform>изменились %n источников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) changed or gone</source>
        <translation>
            <numerusform>изменился или исчез %n источник</numerusform>
            <numerusform>изменились или исчезли %n источника</numerusform>
            <numerusform>изменились или исчезли %n источников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) gone</source>
        <translation>
            <numerusform>исчез %n источник</numerusform>
            <numerusform>исчезли %n источника</numerusform>
            <numerusform>исчезли %n источников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sources</source>
        <translation>
            <numerusform>%n источник</numerusform>
            <numerusform>%n источника</numerusform>
            <numerusform>%n источников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vote(s)</source>
        <translation>
            <numerusform>%n голос</numerusform>
            <numerusform>%n голоса</numerusform>
            <numerusform>%n голосов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for your vote</source>
        <translation>
            <numerusform>%n ждёт вашего голоса</numerusform>
            <numerusform>%n ждут вашего голоса</numerusform>
            <numerusform>%n ждут вашего голоса</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were there already</source>
        <translation>
            <numerusform>уже было: %n</numerusform>
            <numerusform>уже было: %n</numerusform>
            <numerusform>уже было: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n слово</numerusform>
            <numerusform>%n слова</numerusform>
            <numerusform>%n слов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n words</source>
        <translation>
            <numerusform>%n слово</numerusform>
            <numerusform>%n слова</numerusform>
            <numerusform>%n слов</numerusform>
        </translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(без темы)</translation>
    </message>
    <message>
        <source>(picture not loaded: {address})</source>
        <translation>(изображение не загружено: {address})</translation>
    </message>
    <message>
        <source>*Nothing is written yet*</source>
        <translation>*Пока ничего не написано*</translation>
    </message>
    <message>
        <source>0 answers the same way every time, higher varies; -1 means as the settings say.</source>
        <translation>При 0 ответ каждый раз один и тот же, выше — разнообразнее; -1 — как в настройках.</translation>
    </message>
    <message>
        <source>0 answers the same way every time, up to 2 varies</source>
        <translation>при 0 ответ всегда одинаков, до 2 — разнообразнее</translation>
    </message>
    <message>
        <source>0 answers the same way every time; higher varies.</source>
        <translation>При 0 ответ каждый раз один и тот же, выше — разнообразнее.</translation>
    </message>
    <message>
        <source>0.01 to 1</source>
        <translation>от 0,01 до 1</translation>
    </message>
    <message>
        <source>1 byte</source>
        <translation>1 байт</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>1 материал</translation>
    </message>
    <message>
        <source>1 message</source>
        <translation>1 сообщение</translation>
    </message>
    <message>
        <source>1 model in memory, {size} · {free} free for models</source>
        <translation>В памяти 1 модель, {size} · свободно для моделей: {free}</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 запрос</translation>
    </message>
    <message>
        <source>1 request left this computer, all asked for by you</source>
        <translation>1 запрос покинул этот компьютер по вашей просьбе</translation>
    </message>
    <message>
        <source>1 request left this computer, all asked for by you; {refused}</source>
        <translation>1 запрос покинул этот компьютер по вашей просьбе; {refused}</translation>
    </message>
    <message>
        <source>1 request left this computer, {size}, all asked for by you</source>
        <translation>1 запрос ({size}) покинул этот компьютер по вашей просьбе</translation>
    </message>
    <message>
        <source>1 request left this computer, {size}, all asked for by you; {refused}</source>
        <translation>1 запрос ({size}) покинул этот компьютер по вашей просьбе; {refused}</translation>
    </message>
    <message>
        <source>1 request refused</source>
        <translation>1 запрос отклонён</translation>
    </message>
    <message>
        <source>100 languages, Russian too</source>
        <translation>100 языков, в том числе русский</translation>
    </message>
    <message>
        <source>140 languages, English best</source>
        <translation>140 языков, лучше всего английский</translation>
    </message>
    <message>
        <source>140 languages, Russian too</source>
        <translation>140 языков, в том числе русский</translation>
    </message>
    <message>
        <source>16 or more</source>
        <translation>16 или больше</translation>
    </message>
    <message>
        <source>23 languages, Russian too</source>
        <translation>23 языка, в том числе русский</translation>
    </message>
    <message>
        <source>50 languages, Russian too</source>
        <translation>50 языков, в том числе русский</translation>
    </message>
    <message>
        <source>92 programming languages; 29 spoken ones, Russian too</source>
        <translation>92 языка программирования; 29 обычных, в том числе русский</translation>
    </message>
    <message>
        <source>92 programming languages; English, Chinese</source>
        <translation>92 языка программирования; английский, китайский</translation>
    </message>
    <message>
        <source>A .md file takes one prompt.</source>
        <translation>В файл .md помещается один шаблон.</translation>
    </message>
    <message>
        <source>A batch needs one a line, at least.</source>
        <translation>Для серии нужен хотя бы один вопрос, по одному на строке.</translation>
    </message>
    <message>
        <source>A batch takes questions, and two models or more.</source>
        <translation>Для серии нужны вопросы и хотя бы две модели.</translation>
    </message>
    <message>
        <source>A bracket is not closed.</source>
        <translation>Скобка не закрыта.</translation>
    </message>
    <message>
        <source>A change counts from its next answer on.</source>
        <translation>Изменение действует со следующего ответа.</translation>
    </message>
    <message>
        <source>A choice needs something to choose from.</source>
        <translation>Для выбора нужны варианты.</translation>
    </message>
    <message>
        <source>A choice offers the same twice.</source>
        <translation>Один вариант выбора указан дважды.</translation>
    </message>
    <message>
        <source>A connection to {host} was refused.</source>
        <translation>Соединение с {host} не разрешено.</translation>
    </message>
    <message numerus="yes">
        <source>A context cannot be %n tokens.</source>
        <translation>
            <numerusform>Контекст не может составлять %n токен.</numerusform>
            <numerusform>Контекст не может составлять %n токена.</numerusform>
            <numerusform>Контекст не может составлять %n токенов.</numerusform>
        </translation>
    </message>
    <message>
        <source>A day</source>
        <translation>Дата</translation>
    </message>
    <message>
        <source>A file has no default.</source>
        <translation>У файла нет значения по умолчанию.</translation>
    </message>
    <message>
        <source>A folder needs a name.</source>
        <translation>Папке нужно имя.</translation>
    </message>
    <message>
        <source>A key is one line of letters, digits and signs.</source>
        <translation>Ключ — одна строка из букв, цифр и знаков.</translation>
    </message>
    <message>
        <source>A line of text</source>
        <translation>Строка текста</translation>
    </message>
    <message>
        <source>A list of questions</source>
        <translation>Список вопросов</translation>
    </message>
    <message>
        <source>A list of questions, answered by the models you choose while you do something else. One model after the other, so that each is loaded once. Afterwards the answers wait for your votes, without names.</source>
        <translation>Список вопросов, на которые выбранные модели отвечают, пока вы заняты другим. Модели работают по очереди, и каждая загружается один раз. Потом ответы без имён ждут ваших голосов.</translation>
    </message>
    <message>
        <source>A match is between 2 to {most} models; these are {number}.</source>
        <translation>В поединке участвуют от 2 до {most} моделей, а здесь их {number}.</translation>
    </message>
    <message>
        <source>A match needs one.</source>
        <translation>Для поединка нужен вопрос.</translation>
    </message>
    <message>
        <source>A model in parts needs all of them.</source>
        <translation>Модели из нескольких частей нужны все её части.</translation>
    </message>
    <message>
        <source>A model that thought first cannot go on from another word</source>
        <translation>Модель, которая сначала размышляла, не может продолжить с другого слова</translation>
    </message>
    <message>
        <source>A model whose training data are public, for the larger languages of Western Europe.</source>
        <translation>Модель с открытыми данными обучения, для крупных языков Западной Европы.</translation>
    </message>
    <message>
        <source>A model wrote it; it may lead nowhere. Alcove itself fetches nothing.</source>
        <translation>Ссылку написала модель, она может никуда не вести. Сам Alcove ничего не загружает.</translation>
    </message>
    <message>
        <source>A new batch</source>
        <translation>Новая серия</translation>
    </message>
    <message>
        <source>A number</source>
        <translation>Число</translation>
    </message>
    <message>
        <source>A page cannot be saved: {reason}.</source>
        <translation>Не удалось сохранить страницу: {reason}.</translation>
    </message>
    <message>
        <source>A passage of the library says otherwise: {why}.</source>
        <translation>Отрывок библиотеки говорит другое: {why}.</translation>
    </message>
    <message>
        <source>A passage of the library says so.</source>
        <translation>Отрывок библиотеки это подтверждает.</translation>
    </message>
    <message>
        <source>A persona keeps how you want to be answered, with its model, sources and settings. Choose it below the input.</source>
        <translation>Роль хранит, как вам отвечать: вместе с моделью, источниками и настройками. Она выбирается под полем ввода.</translation>
    </message>
    <message>
        <source>A site led back to this computer.</source>
        <translation>Сайт перенаправил обратно на этот компьютер.</translation>
    </message>
    <message>
        <source>A source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>A text file with a question on each line, or one with {&quot;question&quot;: &quot;...&quot;, &quot;tags&quot;: [&quot;house&quot;]} on each line</source>
        <translation>Текстовый файл: на каждой строке вопрос или запись вида {&quot;question&quot;: &quot;...&quot;, &quot;tags&quot;: [&quot;дом&quot;]}</translation>
    </message>
    <message>
        <source>A variable has no name.</source>
        <translation>У поля нет имени.</translation>
    </message>
    <message>
        <source>A {kind} has nothing in brackets.</source>
        <translation>У вида {kind} в скобках ничего не пишут.</translation>
    </message>
    <message>
        <source>About the same thing; whether they agree is not certain</source>
        <translation>О том же самом; совпадают ли они, точно сказать нельзя</translation>
    </message>
    <message>
        <source>About {used} of {all} or more tokens</source>
        <translation>Около {used} из {all} токенов или больше</translation>
    </message>
    <message>
        <source>About {used} of {all} tokens</source>
        <translation>Около {used} из {all} токенов</translation>
    </message>
    <message>
        <source>Above 1 it repeats itself less; too high, and it avoids words it needs.</source>
        <translation>Выше 1 она меньше повторяется; при слишком большом значении избегает нужных слов.</translation>
    </message>
    <message>
        <source>Accept its terms on its page, download the file with your browser, and add it: alcove models add FILE</source>
        <translation>Примите условия на её странице, загрузите файл в браузере и добавьте его: alcove models add ФАЙЛ</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Действия и их клавиши</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Add a GGUF file: alcove models add FILE</source>
        <translation>Добавьте файл GGUF: alcove models add ФАЙЛ</translation>
    </message>
    <message>
        <source>Add a column</source>
        <translation>Добавить колонку</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Добавить папку</translation>
    </message>
    <message>
        <source>Add a folder to the library</source>
        <translation>Добавить папку в библиотеку</translation>
    </message>
    <message>
        <source>Add a git repository</source>
        <translation>Добавить репозиторий git</translation>
    </message>
    <message>
        <source>Add a git repository to the library</source>
        <translation>Добавить репозиторий git в библиотеку</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>Добавить файл модели</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translation>Добавить службу</translation>
    </message>
    <message>
        <source>Add a source</source>
        <translation>Добавить источник</translation>
    </message>
    <message>
        <source>Add a web page</source>
        <translation>Добавить веб-страницу</translation>
    </message>
    <message>
        <source>Add an Obsidian vault</source>
        <translation>Добавить хранилище Obsidian</translation>
    </message>
    <message>
        <source>Add an Obsidian vault to the library</source>
        <translation>Добавить хранилище Obsidian в библиотеку</translation>
    </message>
    <message>
        <source>Add an embedding model</source>
        <translation>Добавить модель поиска</translation>
    </message>
    <message>
        <source>Add another model, or the same one with other settings, such as NAME@temperature=0.8.</source>
        <translation>Добавьте другую модель или ту же с другими настройками, например ИМЯ@temperature=0.8.</translation>
    </message>
    <message>
        <source>Add its folder to the library and ask about it there, or take a file of at most {most}.</source>
        <translation>Добавьте его папку в библиотеку и спросите там или возьмите файл не больше {most} знаков.</translation>
    </message>
    <message>
        <source>Add one</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Add one on the page Models.</source>
        <translation>Добавьте её на странице «Модели».</translation>
    </message>
    <message>
        <source>Add their folder to the library.</source>
        <translation>Добавьте их папку в библиотеку.</translation>
    </message>
    <message>
        <source>Add these models</source>
        <translation>Добавить эти модели</translation>
    </message>
    <message>
        <source>Add this model</source>
        <translation>Добавить эту модель</translation>
    </message>
    <message>
        <source>Add to the library</source>
        <translation>Добавить в библиотеку</translation>
    </message>
    <message>
        <source>Added to your questions.</source>
        <translation>Добавлено к вашим вопросам.</translation>
    </message>
    <message>
        <source>Added {source} as a git repository</source>
        <translation>Добавлено как репозиторий git: {source}</translation>
    </message>
    <message>
        <source>Added {source} as a web page</source>
        <translation>Добавлено как веб-страница: {source}</translation>
    </message>
    <message>
        <source>Added {source} as an Obsidian vault</source>
        <translation>Добавлено как хранилище Obsidian: {source}</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Address of a Chroma server, such as http://127.0.0.1:8000; empty keeps the index in this library.</source>
        <translation>Адрес сервера Chroma, например http://127.0.0.1:8000; пусто — индекс хранится в этой библиотеке.</translation>
    </message>
    <message>
        <source>Address of the page</source>
        <translation>Адрес страницы</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Адрес службы</translation>
    </message>
    <message>
        <source>Against repeating</source>
        <translation>Против повторов</translation>
    </message>
    <message>
        <source>Agreeing</source>
        <translation>Совпадает</translation>
    </message>
    <message>
        <source>Alcove closed by itself last time</source>
        <translation>В прошлый раз Alcove закрылся сам</translation>
    </message>
    <message>
        <source>Alcove closed by itself when it was used last. That may happen again; what is written until then is kept.</source>
        <translation>В прошлый раз при работе с ней Alcove закрылся. Это может повториться; написанное до этого сохранится.</translation>
    </message>
    <message>
        <source>Alcove closed by itself when this model was used last, so it is not used by itself any more.</source>
        <translation>В прошлый раз при работе с этой моделью Alcove закрылся, поэтому автоматически она больше не используется.</translation>
    </message>
    <message>
        <source>Alcove closed by itself while {model} was answering</source>
        <translation>Alcove закрылся, когда отвечала модель {model}</translation>
    </message>
    <message>
        <source>Alcove closed by itself while {model} was being loaded</source>
        <translation>Alcove закрылся при загрузке модели {model}</translation>
    </message>
    <message>
        <source>Alcove does not read {suffix} files</source>
        <translation>Alcove не читает файлы {suffix}</translation>
    </message>
    <message>
        <source>Alcove reads scans with Tesseract, and its data for this language is not installed.</source>
        <translation>Alcove распознаёт сканы с помощью Tesseract, а данные для этого языка не установлены.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>All answers are the same, word for word.</source>
        <translation>Все ответы совпадают слово в слово.</translation>
    </message>
    <message>
        <source>All answers are the same, word for word: there is nothing to vote on.</source>
        <translation>Все ответы совпадают слово в слово: выбирать не из чего.</translation>
    </message>
    <message>
        <source>All bad</source>
        <translation>Все плохи</translation>
    </message>
    <message>
        <source>All folders</source>
        <translation>Все папки</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Все виды</translation>
    </message>
    <message>
        <source>All questions</source>
        <translation>Все вопросы</translation>
    </message>
    <message>
        <source>All questions and the passages found for them go to {hosts}</source>
        <translation>Все вопросы и найденные для них отрывки уйдут на {hosts}</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>Все сочетания клавиш</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>Все источники</translation>
    </message>
    <message>
        <source>All tags</source>
        <translation>Все метки</translation>
    </message>
    <message>
        <source>All topics</source>
        <translation>Все темы</translation>
    </message>
    <message>
        <source>Also found</source>
        <translation>Также найдено</translation>
    </message>
    <message>
        <source>Also {changes}.</source>
        <translation>Кроме того: {changes}.</translation>
    </message>
    <message>
        <source>Always with {model}</source>
        <translation>Всегда с моделью {model}</translation>
    </message>
    <message>
        <source>An Obsidian vault, a git repository or a web page</source>
        <translation>Хранилище Obsidian, репозиторий git или веб-страница</translation>
    </message>
    <message>
        <source>An embedding model elsewhere</source>
        <translation>Модель поиска сторонней службы</translation>
    </message>
    <message>
        <source>An embedding model finds passages that mean what you ask, whatever their words. It reads your library once, and then each question.</source>
        <translation>Модель поиска находит отрывки, близкие вопросу по смыслу, какими бы словами они ни были написаны. Библиотеку она читает один раз, а затем — каждый вопрос.</translation>
    </message>
    <message>
        <source>Another Alcove has this library&apos;s index open.</source>
        <translation>Индекс этой библиотеки открыт в другом запущенном Alcove.</translation>
    </message>
    <message>
        <source>Another Alcove is changing the embedding model of this library right now.</source>
        <translation>Другой запущенный Alcove сейчас меняет модель поиска этой библиотеки.</translation>
    </message>
    <message>
        <source>Another Alcove is reading this library right now.</source>
        <translation>Другой запущенный Alcove сейчас читает эту библиотеку.</translation>
    </message>
    <message>
        <source>Another model or a shorter question may do.</source>
        <translation>Может помочь другая модель или вопрос короче.</translation>
    </message>
    <message>
        <source>Another persona is named {name}.</source>
        <translation>Имя {name} уже занято другой ролью.</translation>
    </message>
    <message>
        <source>Another program kept the library&apos;s database locked for too long.</source>
        <translation>Другая программа слишком долго не освобождала базу данных библиотеки.</translation>
    </message>
    <message>
        <source>Another prompt is named {name}.</source>
        <translation>Имя {name} уже занято другим шаблоном.</translation>
    </message>
    <message>
        <source>Another service</source>
        <translation>Другая служба</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>Ответить заново</translation>
    </message>
    <message>
        <source>Answer again instead.</source>
        <translation>Вместо этого ответьте заново.</translation>
    </message>
    <message>
        <source>Answer before</source>
        <translation>Предыдущий ответ</translation>
    </message>
    <message>
        <source>Answer from general knowledge</source>
        <translation>Ответить по общим знаниям</translation>
    </message>
    <message>
        <source>Answer to question {number}</source>
        <translation>Ответ на вопрос {number}</translation>
    </message>
    <message>
        <source>Answer with this model</source>
        <translation>Отвечать этой моделью</translation>
    </message>
    <message>
        <source>Answer {letter}</source>
        <translation>Ответ {letter}</translation>
    </message>
    <message>
        <source>Answered as usual</source>
        <translation>Ответ как обычно</translation>
    </message>
    <message>
        <source>Answered from</source>
        <translation>На чём основан ответ</translation>
    </message>
    <message>
        <source>Answered {done} of {all}</source>
        <translation>Готово {done} из {all}</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>Идёт ответ</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Отвечает</translation>
    </message>
    <message>
        <source>Answers are missing.</source>
        <translation>Не хватает ответов.</translation>
    </message>
    <message>
        <source>Answers are shown together, once all are there: how quickly words come gives a model away.</source>
        <translation>Ответы появятся разом, когда будут готовы все: скорость письма выдаёт модель.</translation>
    </message>
    <message>
        <source>Answers by itself for</source>
        <translation>По умолчанию для</translation>
    </message>
    <message>
        <source>Answers come from: {name}</source>
        <translation>Основа ответов: {name}</translation>
    </message>
    <message>
        <source>Answers come with the pages they are made from. What no source supports is marked.</source>
        <translation>К ответам прилагаются страницы, на которых они основаны. Неподтверждённое отмечено.</translation>
    </message>
    <message>
        <source>Answers from</source>
        <translation>Основа ответов</translation>
    </message>
    <message>
        <source>Answers of {name}</source>
        <translation>Ответы серии {name}</translation>
    </message>
    <message>
        <source>Answers that are there</source>
        <translation>Готовые ответы</translation>
    </message>
    <message>
        <source>Answers to vote on</source>
        <translation>Ответы для голосования</translation>
    </message>
    <message>
        <source>Any chat model in a GGUF file can answer. It runs on this computer; the file is used where it lies. You can also drop it on this window.</source>
        <translation>Отвечать может любая чат-модель в файле GGUF. Она работает на этом компьютере, файл остаётся на своём месте. Его можно и перетащить в это окно.</translation>
    </message>
    <message>
        <source>Any service with OpenAI&apos;s embeddings: Ollama, LM Studio, llama-server or vLLM on this computer or another one, or one that is hosted. Nothing of your library is sent before you use it.</source>
        <translation>Любая служба с API эмбеддингов OpenAI: Ollama, LM Studio, llama-server или vLLM на этом или другом компьютере либо облачная. Пока она не выбрана для поиска, из библиотеки ничего не отправляется.</translation>
    </message>
    <message>
        <source>Any service with an OpenAI-compatible address can answer. It is off until you switch it on.</source>
        <translation>Отвечать может любая служба с адресом, совместимым с OpenAI. Она выключена, пока вы её не включите.</translation>
    </message>
    <message>
        <source>Any two models</source>
        <translation>Любые две модели</translation>
    </message>
    <message>
        <source>Any two on this computer</source>
        <translation>Любые две на этом компьютере</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>арабский</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Архив</translation>
    </message>
    <message>
        <source>Archive</source>
        <comment>to put away</comment>
        <translation>В архив</translation>
    </message>
    <message>
        <source>Archive the conversation, or bring it back</source>
        <translation>Убрать беседу в архив или вернуть из него</translation>
    </message>
    <message>
        <source>Archive · {count}</source>
        <translation>Архив · {count}</translation>
    </message>
    <message>
        <source>Archived {what}</source>
        <translation>Перенесено в архив: {what}</translation>
    </message>
    <message>
        <source>Arena</source>
        <translation>Арена</translation>
    </message>
    <message>
        <source>Armenian</source>
        <translation>армянский</translation>
    </message>
    <message>
        <source>As the conversation has it</source>
        <translation>Как в беседе</translation>
    </message>
    <message>
        <source>Ask ChatGPT for the export once more.</source>
        <translation>Запросите у ChatGPT экспорт ещё раз.</translation>
    </message>
    <message>
        <source>Ask again and compare</source>
        <translation>Спросить снова и сравнить</translation>
    </message>
    <message numerus="yes">
        <source>Ask again in %n minutes.</source>
        <translation>
            <numerusform>Спросите снова через %n минуту.</numerusform>
            <numerusform>Спросите снова через %n минуты.</numerusform>
            <numerusform>Спросите снова через %n минут.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask again in %n seconds.</source>
        <translation>
            <numerusform>Спросите снова через %n секунду.</numerusform>
            <numerusform>Спросите снова через %n секунды.</numerusform>
            <numerusform>Спросите снова через %n секунд.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask again in 1 second.</source>
        <translation>Спросите снова через 1 секунду.</translation>
    </message>
    <message>
        <source>Ask again in a moment.</source>
        <translation>Спросите чуть позже.</translation>
    </message>
    <message>
        <source>Ask again later.</source>
        <translation>Спросите позже.</translation>
    </message>
    <message>
        <source>Ask again once it is done.</source>
        <translation>Спросите ещё раз, когда она закончит.</translation>
    </message>
    <message>
        <source>Ask again.</source>
        <translation>Спросите ещё раз.</translation>
    </message>
    <message>
        <source>Ask again. If it stays so, the model may see less at once there than is set for it under Other services.</source>
        <translation>Спросите ещё раз. Если это повторится, возможно, модель видит там сразу меньше, чем указано в разделе «Сторонние службы».</translation>
    </message>
    <message>
        <source>Ask again. If it stays so, {model} may see less at once there than is set for it under Other services.</source>
        <translation>Спросите ещё раз. Если это повторится, возможно, {model} видит там сразу меньше, чем указано в разделе «Сторонние службы».</translation>
    </message>
    <message>
        <source>Ask again; a server that loads a large model may need a second try.</source>
        <translation>Спросите ещё раз: серверу, который загружает большую модель, может понадобиться вторая попытка.</translation>
    </message>
    <message>
        <source>Ask again; what went wrong stands in its own log.</source>
        <translation>Спросите ещё раз; что случилось, записано в её журнале.</translation>
    </message>
    <message>
        <source>Ask all columns, or type / for a prompt</source>
        <translation>Спросите все колонки или введите / для шаблона</translation>
    </message>
    <message>
        <source>Ask all of them</source>
        <translation>Искать во всех источниках</translation>
    </message>
    <message>
        <source>Ask for the rest in a new question.</source>
        <translation>Попросите остальное новым вопросом.</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Ask it for its models</source>
        <translation>Запросить список моделей</translation>
    </message>
    <message>
        <source>Ask it for its models again under Other services.</source>
        <translation>Запросите список моделей ещё раз в разделе «Сторонние службы».</translation>
    </message>
    <message>
        <source>Ask it for its models again.</source>
        <translation>Запросите у неё список моделей ещё раз.</translation>
    </message>
    <message>
        <source>Ask more about “{words}”</source>
        <translation>Спросите ещё о «{words}»</translation>
    </message>
    <message>
        <source>Ask only this source</source>
        <translation>Искать только в этом источнике</translation>
    </message>
    <message>
        <source>Ask side by side, or in one line again</source>
        <translation>Сравнивать ответы рядом или вернуться к одной беседе</translation>
    </message>
    <message>
        <source>Ask something. Two models answer, and nobody is told which wrote what until you say which answer is better. Some votes later, the ratings tell what your models are worth on your own questions.</source>
        <translation>Спросите о чём-нибудь. Ответят две модели, и, пока вы не выберете лучший ответ, неизвестно, где чей. После нескольких голосов рейтинг покажет, чего стоят модели на ваших вопросах.</translation>
    </message>
    <message>
        <source>Ask the column alone, or with the others</source>
        <translation>Спрашивать колонку отдельно или вместе с остальными</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>Спросите модель</translation>
    </message>
    <message>
        <source>Ask the models the same question</source>
        <translation>Задайте моделям один и тот же вопрос</translation>
    </message>
    <message>
        <source>Ask the question again.</source>
        <translation>Задайте вопрос ещё раз.</translation>
    </message>
    <message>
        <source>Ask this column alone</source>
        <translation>Спросить только в этой колонке</translation>
    </message>
    <message>
        <source>Ask your files</source>
        <translation>Спросите свои файлы</translation>
    </message>
    <message>
        <source>Ask your library, or type / for a prompt</source>
        <translation>Спросите библиотеку или введите / для шаблона</translation>
    </message>
    <message numerus="yes">
        <source>Ask {model} about %n rows</source>
        <translation>
            <numerusform>Спросить {model} про %n строку</numerusform>
            <numerusform>Спросить {model} про %n строки</numerusform>
            <numerusform>Спросить {model} про %n строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask {service} for its models</source>
        <translation>Запросить список моделей у {service}</translation>
    </message>
    <message>
        <source>Asked alone. Click to ask it with the others</source>
        <translation>Спрашивается отдельно. Нажмите, чтобы спрашивать вместе с остальными</translation>
    </message>
    <message>
        <source>Asked with the others</source>
        <translation>Спрашивается вместе с остальными</translation>
    </message>
    <message>
        <source>Asked with the others. Click to ask it alone</source>
        <translation>Спрашивается вместе с остальными. Нажмите, чтобы спрашивать отдельно</translation>
    </message>
    <message>
        <source>Asking</source>
        <translation>Проверяется</translation>
    </message>
    <message>
        <source>Asking {host}</source>
        <translation>Запрос к {host}</translation>
    </message>
    <message>
        <source>Asks {host} when you search or download; nothing else leaves this computer.</source>
        <translation>Обращается к {host}, когда вы ищете или загружаете модели; больше ничего не покидает этот компьютер.</translation>
    </message>
    <message>
        <source>Attempts to reach beyond this computer</source>
        <translation>Попытки выйти за пределы этого компьютера</translation>
    </message>
    <message>
        <source>Azerbaijani</source>
        <translation>азербайджанский</translation>
    </message>
    <message>
        <source>Back from the archive: {what}</source>
        <translation>Возвращено из архива: {what}</translation>
    </message>
    <message>
        <source>Back in the conversation</source>
        <translation>Назад по беседе</translation>
    </message>
    <message>
        <source>Back out of the delve</source>
        <translation>Вернуться на уровень выше</translation>
    </message>
    <message>
        <source>Back to the columns (Esc)</source>
        <translation>Назад к колонкам (Esc)</translation>
    </message>
    <message>
        <source>Back to the conversation (Esc)</source>
        <translation>Назад к беседе (Esc)</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Назад к списку</translation>
    </message>
    <message>
        <source>Back to the sources</source>
        <translation>Назад к источникам</translation>
    </message>
    <message>
        <source>Back to the sources (Esc)</source>
        <translation>Назад к источникам (Esc)</translation>
    </message>
    <message>
        <source>Back to where this was said (Esc)</source>
        <translation>Назад, к месту в беседе (Esc)</translation>
    </message>
    <message>
        <source>Back to {words}</source>
        <translation>Назад: {words}</translation>
    </message>
    <message>
        <source>Bangla</source>
        <translation>бенгальский</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Серии</translation>
    </message>
    <message>
        <source>Be brief. Quote the clause. In the place of a persona&apos;s instructions.</source>
        <translation>Отвечай кратко. Цитируй пункт. Вместо инструкций роли.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Начать</translation>
    </message>
    <message>
        <source>Begin a line</source>
        <translation>Начать новую строку</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>Пишется</translation>
    </message>
    <message>
        <source>Belarusian</source>
        <translation>белорусский</translation>
    </message>
    <message>
        <source>Both answers say the same, word for word.</source>
        <translation>Оба ответа совпадают слово в слово.</translation>
    </message>
    <message>
        <source>Both are kept: {names}.</source>
        <translation>Сохранены оба: {names}.</translation>
    </message>
    <message>
        <source>Both bad</source>
        <translation>Оба плохи</translation>
    </message>
    <message>
        <source>Both cannot be true</source>
        <translation>Вместе это не может быть верно</translation>
    </message>
    <message>
        <source>Branch from here</source>
        <translation>Ответвить отсюда</translation>
    </message>
    <message>
        <source>Branch from the message</source>
        <translation>Ответвить от сообщения</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>Ветка, метка или коммит</translation>
    </message>
    <message>
        <source>Branch, tag or commit that is read</source>
        <translation>Ветка, метка или коммит, который читается</translation>
    </message>
    <message>
        <source>Bring back from the archive</source>
        <translation>Вернуть из архива</translation>
    </message>
    <message>
        <source>Bring back the question before, in an empty input</source>
        <translation>Вернуть прошлый вопрос, если поле пустое</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>соединение разорвано</translation>
    </message>
    <message>
        <source>Bulgarian</source>
        <translation>болгарский</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Непригодна</translation>
    </message>
    <message>
        <source>Careful answers from long evidence; it can think before it answers. Wants 16 GB.</source>
        <translation>Тщательные ответы по длинным отрывкам; умеет размышлять перед ответом. Нужно 16 ГБ.</translation>
    </message>
    <message>
        <source>Carry the answer of the column into all</source>
        <translation>Перенести ответ колонки во все остальные</translation>
    </message>
    <message>
        <source>Carry this answer into all columns</source>
        <translation>Перенести этот ответ во все колонки</translation>
    </message>
    <message>
        <source>Catalan</source>
        <translation>каталанский</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Change a shortcut</source>
        <translation>Изменить сочетание клавиш</translation>
    </message>
    <message>
        <source>Change between light and dark</source>
        <translation>Переключить светлую и тёмную тему</translation>
    </message>
    <message>
        <source>Change shortcuts</source>
        <translation>Изменить сочетания клавиш</translation>
    </message>
    <message>
        <source>Change the keys of {action}</source>
        <translation>Изменить клавиши действия «{action}»</translation>
    </message>
    <message>
        <source>Change them</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Change to another one first.</source>
        <translation>Сначала перейдите на другую.</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Изменения</translation>
    </message>
    <message>
        <source>Changed since this answer</source>
        <translation>Изменилось после ответа</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Check against the library: {claim}</source>
        <translation>Сверить с библиотекой: {claim}</translation>
    </message>
    <message>
        <source>Check it against the library (C)</source>
        <translation>Сверить с библиотекой (C)</translation>
    </message>
    <message>
        <source>Check it with: git fsck</source>
        <translation>Проверьте его командой git fsck</translation>
    </message>
    <message>
        <source>Check it with: git status</source>
        <translation>Проверьте его командой git status</translation>
    </message>
    <message>
        <source>Check its address, and the network.</source>
        <translation>Проверьте её адрес и сеть.</translation>
    </message>
    <message>
        <source>Check that the disk has room.</source>
        <translation>Проверьте, есть ли место на диске.</translation>
    </message>
    <message>
        <source>Check that the folder exists, that you may write to it, and that the disk is sound and has room.</source>
        <translation>Проверьте, что папка существует, что в неё можно писать, что диск исправен и на нём есть место.</translation>
    </message>
    <message>
        <source>Check that the service runs and can be reached, then try again.</source>
        <translation>Проверьте, что служба работает и доступна, затем попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Check that you may read it.</source>
        <translation>Проверьте, есть ли право на чтение.</translation>
    </message>
    <message>
        <source>Check that you may write to it, and that the disk has room.</source>
        <translation>Проверьте, что туда можно писать и что на диске есть место.</translation>
    </message>
    <message>
        <source>Check the address and the connection.</source>
        <translation>Проверьте адрес и соединение.</translation>
    </message>
    <message>
        <source>Check the address of the service, and the network.</source>
        <translation>Проверьте адрес службы и сеть.</translation>
    </message>
    <message>
        <source>Check the address, and that the service runs and may be reached from here.</source>
        <translation>Проверьте адрес, а также что служба работает и доступна отсюда.</translation>
    </message>
    <message>
        <source>Check the address, which mostly ends in /v1.</source>
        <translation>Проверьте адрес — он обычно кончается на /v1.</translation>
    </message>
    <message>
        <source>Check the address. What was indexed stays.</source>
        <translation>Проверьте адрес. Прочитанное раньше остаётся.</translation>
    </message>
    <message>
        <source>Check the address: that of such a service mostly ends in /v1.</source>
        <translation>Проверьте адрес: у таких служб он обычно кончается на /v1.</translation>
    </message>
    <message>
        <source>Check the connection.</source>
        <translation>Проверьте соединение.</translation>
    </message>
    <message>
        <source>Check the model folder.</source>
        <translation>Проверьте папку моделей.</translation>
    </message>
    <message>
        <source>Check the name of the model and the address, which mostly ends in /v1.</source>
        <translation>Проверьте имя модели и адрес — он обычно кончается на /v1.</translation>
    </message>
    <message>
        <source>Check the room left on the disk.</source>
        <translation>Проверьте, есть ли место на диске.</translation>
    </message>
    <message>
        <source>Check the spelling, or choose another repository.</source>
        <translation>Проверьте написание или выберите другой репозиторий.</translation>
    </message>
    <message>
        <source>Check the spelling; capitals count.</source>
        <translation>Проверьте написание; прописные буквы важны.</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>китайский</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Выберите</translation>
    </message>
    <message>
        <source>Choose a GGUF file of an embedding model, such as one of the BERT or E5 families.</source>
        <translation>Выберите файл GGUF модели поиска, например из семейств BERT или E5.</translation>
    </message>
    <message>
        <source>Choose a chat model.</source>
        <translation>Выберите модель для ответов.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Выбрать файл</translation>
    </message>
    <message>
        <source>Choose a file that is there.</source>
        <translation>Выберите существующий файл.</translation>
    </message>
    <message>
        <source>Choose a filter of the question</source>
        <translation>Выбрать фильтр вопроса</translation>
    </message>
    <message>
        <source>Choose a folder of documents or notes. Alcove reads it on this computer, leaves every file as it is, and answers questions with the pages the answers come from.</source>
        <translation>Выберите папку с документами или заметками. Alcove прочитает её на этом компьютере, не изменит ни одного файла и будет отвечать на вопросы, показывая страницы, на которых основан ответ.</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Выбрать модель</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>Выберите имя короче.</translation>
    </message>
    <message>
        <source>Choose a smaller model, or lower context_tokens in the settings.</source>
        <translation>Выберите модель поменьше или уменьшите «Контекст» в настройках.</translation>
    </message>
    <message>
        <source>Choose an embedding model of text that begins with a transformer.</source>
        <translation>Выберите модель поиска по тексту, которая начинается с трансформера.</translation>
    </message>
    <message>
        <source>Choose an embedding model that sentence-transformers loads by itself, or a GGUF file of this one.</source>
        <translation>Выберите модель поиска, которую sentence-transformers загружает без посторонних программ, или файл GGUF этой модели.</translation>
    </message>
    <message>
        <source>Choose another embedding model.</source>
        <translation>Выберите другую модель поиска.</translation>
    </message>
    <message>
        <source>Choose another file of this model.</source>
        <translation>Выберите другой файл этой модели.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Выберите другой файл.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Выберите другую папку.</translation>
    </message>
    <message>
        <source>Choose another model of this service.</source>
        <translation>Выберите другую модель этой службы.</translation>
    </message>
    <message>
        <source>Choose another model, or the same one with other settings, such as NAME@temperature=0.8.</source>
        <translation>Выберите другую модель или ту же с другими настройками, например ИМЯ@temperature=0.8.</translation>
    </message>
    <message>
        <source>Choose another model, or try again with a newer Alcove.</source>
        <translation>Выберите другую модель или попробуйте с более новой версией Alcove.</translation>
    </message>
    <message>
        <source>Choose another name with --name.</source>
        <translation>Выберите другое имя (--name).</translation>
    </message>
    <message>
        <source>Choose another name, or move what it holds.</source>
        <translation>Выберите другое имя или перенесите её содержимое.</translation>
    </message>
    <message>
        <source>Choose another name, such as {name}.</source>
        <translation>Выберите другое имя, например {name}.</translation>
    </message>
    <message>
        <source>Choose another one with --data-dir.</source>
        <translation>Выберите другую с помощью --data-dir.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Выберите для неё другое место.</translation>
    </message>
    <message>
        <source>Choose another place, or make room there.</source>
        <translation>Выберите другое место или освободите там место.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Выберите другое место.</translation>
    </message>
    <message>
        <source>Choose another repository.</source>
        <translation>Выберите другой репозиторий.</translation>
    </message>
    <message>
        <source>Choose another word, where the model was unsure</source>
        <translation>Выбрать другое слово там, где модель сомневалась</translation>
    </message>
    <message>
        <source>Choose it again, or another model.</source>
        <translation>Выберите её снова или возьмите другую модель.</translation>
    </message>
    <message>
        <source>Choose it on the Models page, or: alcove settings set remote_embedder on</source>
        <translation>Выберите её на странице «Модели» или командой: alcove settings set remote_embedder on</translation>
    </message>
    <message>
        <source>Choose models</source>
        <translation>Выбрать модели</translation>
    </message>
    <message>
        <source>Choose one of: {names}.</source>
        <translation>Выберите: {names}.</translation>
    </message>
    <message>
        <source>Choose one of: {values}.</source>
        <translation>Возможные значения: {values}.</translation>
    </message>
    <message>
        <source>Choose one to go on from it, beside this answer</source>
        <translation>Выберите слово: рядом появится ответ, продолженный с него</translation>
    </message>
    <message>
        <source>Choose the .zip that ChatGPT sent, or a .json.</source>
        <translation>Выберите .zip, присланный ChatGPT, или файл .json.</translation>
    </message>
    <message>
        <source>Choose the file that one of these exported.</source>
        <translation>Выберите файл, экспортированный одной из этих программ.</translation>
    </message>
    <message>
        <source>Choose the folder that sentence-transformers loads, or a GGUF file.</source>
        <translation>Выберите папку, которую загружает sentence-transformers, или файл GGUF.</translation>
    </message>
    <message>
        <source>Choose the model of the column</source>
        <translation>Выбрать модель колонки</translation>
    </message>
    <message>
        <source>Choose the model that answers</source>
        <translation>Выбрать модель для ответа</translation>
    </message>
    <message>
        <source>Choose what Alcove, ChatGPT or Open WebUI exported, unchanged.</source>
        <translation>Выберите то, что экспортировали Alcove, ChatGPT или Open WebUI, без изменений.</translation>
    </message>
    <message>
        <source>Choose what answers are made from</source>
        <translation>Выбрать основу ответов</translation>
    </message>
    <message>
        <source>Choose what is read of {source}</source>
        <translation>Выбрать, что читать: {source}</translation>
    </message>
    <message>
        <source>Choose which sources are asked</source>
        <translation>Выбрать источники для вопроса</translation>
    </message>
    <message>
        <source>Choose who answers</source>
        <translation>Выбрать, кто отвечает</translation>
    </message>
    <message>
        <source>Chroma server</source>
        <translation>Сервер Chroma</translation>
    </message>
    <message>
        <source>Citation before</source>
        <translation>Предыдущая ссылка</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Очистить</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Закрыть (Esc)</translation>
    </message>
    <message>
        <source>Close Alcove</source>
        <translation>Закрыть Alcove</translation>
    </message>
    <message>
        <source>Close it to search at full speed.</source>
        <translation>Закройте его, чтобы поиск шёл в полную силу.</translation>
    </message>
    <message>
        <source>Close other windows of Alcove and try again.</source>
        <translation>Закройте другие окна Alcove и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Close the document</source>
        <translation>Закрыть документ</translation>
    </message>
    <message>
        <source>Close the item</source>
        <translation>Закрыть материал</translation>
    </message>
    <message>
        <source>Column before</source>
        <translation>Предыдущая колонка</translation>
    </message>
    <message>
        <source>Column {name}</source>
        <translation>Колонка {name}</translation>
    </message>
    <message>
        <source>Command to run in a terminal</source>
        <translation>Команда для терминала</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнить</translation>
    </message>
    <message>
        <source>Compare it with other settings</source>
        <translation>Сравнить с другими настройками</translation>
    </message>
    <message numerus="yes">
        <source>Compared with %n passages; {seen} of {all} items could be seen.</source>
        <translation>
            <numerusform>Сопоставлено с %n отрывком; доступно материалов: {seen} из {all}.</numerusform>
            <numerusform>Сопоставлено с %n отрывками; доступно материалов: {seen} из {all}.</numerusform>
            <numerusform>Сопоставлено с %n отрывками; доступно материалов: {seen} из {all}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing the answers</source>
        <translation>Ответы сравниваются</translation>
    </message>
    <message>
        <source>Connect its disk, or take it off the list and choose another one.</source>
        <translation>Подключите её диск или уберите её из списка и выберите другую.</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>соединение отклонено</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>соединение сброшено другой стороной</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>время ожидания соединения истекло</translation>
    </message>
    <message>
        <source>Considers only so many of the likeliest words; 0 means all.</source>
        <translation>Из скольких самых вероятных слов выбирать; 0 — из всех.</translation>
    </message>
    <message>
        <source>Considers the likeliest words that are together this likely.</source>
        <translation>Выбирать из самых вероятных слов, пока их общая вероятность не превышает этой.</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Контекст</translation>
    </message>
    <message>
        <source>Context: {words}</source>
        <translation>Контекст: {words}</translation>
    </message>
    <message>
        <source>Continue from the column</source>
        <translation>Продолжить с этой колонки</translation>
    </message>
    <message>
        <source>Continue from this column</source>
        <translation>Продолжить с этой колонки</translation>
    </message>
    <message>
        <source>Continue writing</source>
        <translation>Продолжить ответ</translation>
    </message>
    <message>
        <source>Continue writing the answer</source>
        <translation>Продолжить ответ</translation>
    </message>
    <message>
        <source>Contradicting</source>
        <translation>Противоречит</translation>
    </message>
    <message>
        <source>Contradictions</source>
        <translation>Противоречия</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Беседа</translation>
    </message>
    <message>
        <source>Conversation with {name}</source>
        <translation>Беседа: {name}</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Беседы</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Копировать адрес</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Копировать как Markdown</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Копировать код</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Копировать подробности</translation>
    </message>
    <message>
        <source>Copy formula</source>
        <translation>Копировать формулу</translation>
    </message>
    <message>
        <source>Copy table as CSV</source>
        <translation>Копировать таблицу как CSV</translation>
    </message>
    <message>
        <source>Copy table as Markdown</source>
        <translation>Копировать таблицу как Markdown</translation>
    </message>
    <message>
        <source>Copy table for a spreadsheet</source>
        <translation>Копировать для электронной таблицы</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Копировать ответ</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Копировать команду</translation>
    </message>
    <message>
        <source>Copy the message one is in</source>
        <translation>Копировать текущее сообщение</translation>
    </message>
    <message>
        <source>Copy this answer</source>
        <translation>Копировать ответ</translation>
    </message>
    <message>
        <source>Copy this code</source>
        <translation>Копировать этот код</translation>
    </message>
    <message>
        <source>Copy this question</source>
        <translation>Копировать вопрос</translation>
    </message>
    <message>
        <source>Correct the schema.</source>
        <translation>Исправьте схему.</translation>
    </message>
    <message>
        <source>Could not answer</source>
        <translation>Не удалось ответить</translation>
    </message>
    <message>
        <source>Croatian</source>
        <translation>хорватский</translation>
    </message>
    <message>
        <source>Crossed out: only there. Marked: only in what stands now.</source>
        <translation>Зачёркнуто то, что есть только там; отмечено то, что есть только в нынешнем тексте.</translation>
    </message>
    <message>
        <source>Cut here: it is as long as an answer may be</source>
        <translation>Обрывается здесь: достигнута предельная длина ответа</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>чешский</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>датский</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Delete its folder and fetch it again, or choose another one on the Models page.</source>
        <translation>Удалите её папку и загрузите модель снова или выберите другую на странице «Модели».</translation>
    </message>
    <message>
        <source>Delete its folder and fetch it again.</source>
        <translation>Удалите её папку и загрузите модель снова.</translation>
    </message>
    <message>
        <source>Delete its folder or file to remove it.</source>
        <translation>Чтобы убрать её, удалите её папку или файл.</translation>
    </message>
    <message>
        <source>Delete its folder to do without it.</source>
        <translation>Чтобы обойтись без неё, удалите её папку.</translation>
    </message>
    <message>
        <source>Delete that folder and fetch it again: `make run` fetches the one that comes with Alcove.</source>
        <translation>Удалите эту папку и загрузите модель снова: `make run` загружает ту, что поставляется с Alcove.</translation>
    </message>
    <message>
        <source>Delete the chosen conversation</source>
        <translation>Удалить выбранную беседу</translation>
    </message>
    <message>
        <source>Delete the message and what follows it</source>
        <translation>Удалить сообщение и всё, что за ним</translation>
    </message>
    <message>
        <source>Delete the message one is in</source>
        <translation>Удалить текущее сообщение</translation>
    </message>
    <message>
        <source>Delete this answer</source>
        <translation>Удалить ответ</translation>
    </message>
    <message>
        <source>Delete this conversation</source>
        <translation>Удалить эту беседу</translation>
    </message>
    <message>
        <source>Delete this persona</source>
        <translation>Удалить роль</translation>
    </message>
    <message>
        <source>Delete this prompt</source>
        <translation>Удалить шаблон</translation>
    </message>
    <message>
        <source>Delete this question</source>
        <translation>Удалить вопрос</translation>
    </message>
    <message>
        <source>Delete {model}?</source>
        <translation>Удалить {model}?</translation>
    </message>
    <message>
        <source>Deleted the answer</source>
        <translation>Ответ удалён</translation>
    </message>
    <message numerus="yes">
        <source>Deleted the answer and %n message(s) after it</source>
        <translation>
            <numerusform>Удалены ответ и %n сообщение после него</numerusform>
            <numerusform>Удалены ответ и %n сообщения после него</numerusform>
            <numerusform>Удалены ответ и %n сообщений после него</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted the question</source>
        <translation>Вопрос удалён</translation>
    </message>
    <message numerus="yes">
        <source>Deleted the question and %n message(s) after it</source>
        <translation>
            <numerusform>Удалены вопрос и %n сообщение после него</numerusform>
            <numerusform>Удалены вопрос и %n сообщения после него</numerusform>
            <numerusform>Удалены вопрос и %n сообщений после него</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted {what}</source>
        <translation>Удалено: {what}</translation>
    </message>
    <message>
        <source>Deleted “{title}”</source>
        <translation>Удалено: «{title}»</translation>
    </message>
    <message>
        <source>Delve</source>
        <translation>Углубиться</translation>
    </message>
    <message>
        <source>Delve</source>
        <comment>a question about words</comment>
        <translation>Углубиться</translation>
    </message>
    <message>
        <source>Delve into words of the answer</source>
        <translation>Углубиться в слова ответа</translation>
    </message>
    <message>
        <source>Delve into words of the message one is in</source>
        <translation>Углубиться в слова текущего сообщения</translation>
    </message>
    <message>
        <source>Delve into words of this answer</source>
        <translation>Углубиться в слова ответа</translation>
    </message>
    <message>
        <source>Delve into “{words}”</source>
        <translation>Углубиться в «{words}»</translation>
    </message>
    <message numerus="yes">
        <source>Delve into “{words}”: in %n documents</source>
        <translation>
            <numerusform>Углубиться в «{words}»: в %n документе</numerusform>
            <numerusform>Углубиться в «{words}»: в %n документах</numerusform>
            <numerusform>Углубиться в «{words}»: в %n документах</numerusform>
        </translation>
    </message>
    <message>
        <source>Details of the crash</source>
        <translation>Подробности сбоя</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>устройство занято</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Различие</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Различия</translation>
    </message>
    <message>
        <source>Differences between the answers</source>
        <translation>Различия между ответами</translation>
    </message>
    <message numerus="yes">
        <source>Differences between these %n answers</source>
        <translation>
            <numerusform>Различия между этими ответами: %n</numerusform>
            <numerusform>Различия между этими %n ответами</numerusform>
            <numerusform>Различия между этими %n ответами</numerusform>
        </translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Отличается</translation>
    </message>
    <message>
        <source>Difficult questions over many documents, for 24 GB or a graphics card.</source>
        <translation>Сложные вопросы по многим документам; нужно 24 ГБ или видеокарта.</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>папка не пуста</translation>
    </message>
    <message>
        <source>Discard the download and begin anew.</source>
        <translation>Сбросьте загрузку и начните заново.</translation>
    </message>
    <message>
        <source>Disk for what was read</source>
        <translation>Место для прочитанного</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>превышена квота диска</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Скрыть</translation>
    </message>
    <message>
        <source>Dismiss (Esc)</source>
        <translation>Скрыть (Esc)</translation>
    </message>
    <message>
        <source>Do not keep it</source>
        <translation>Не сохранять</translation>
    </message>
    <message>
        <source>Do not send yet</source>
        <translation>Пока не отправлять</translation>
    </message>
    <message>
        <source>Do not send yet (Esc)</source>
        <translation>Пока не отправлять (Esc)</translation>
    </message>
    <message>
        <source>Documents and general knowledge</source>
        <translation>Документы и общие знания</translation>
    </message>
    <message>
        <source>Documents of this question</source>
        <translation>Документы этого вопроса</translation>
    </message>
    <message>
        <source>Documents only</source>
        <translation>Только документы</translation>
    </message>
    <message>
        <source>Does not say which languages it reads</source>
        <translation>Языки не указаны</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>Download it once more.</source>
        <translation>Загрузите его ещё раз.</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Загружается</translation>
    </message>
    <message>
        <source>Duplicate this persona</source>
        <translation>Создать копию роли</translation>
    </message>
    <message>
        <source>Duplicate this prompt</source>
        <translation>Создать копию шаблона</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>нидерландский</translation>
    </message>
    <message>
        <source>Each line is JSON: {json}</source>
        <translation>Каждая строка — JSON: {json}</translation>
    </message>
    <message>
        <source>Each part of Alcove writes down here where it is about to connect to, and goes on only when you asked for it. Servers on this computer are not listed. Compiled libraries ask nobody: they are kept quiet by switches of theirs.</source>
        <translation>Каждая часть Alcove записывает сюда, куда собирается подключиться, и продолжает, только если вы об этом просили. Серверы на этом компьютере не указываются. Скомпилированные библиотеки разрешения не спрашивают: выход в сеть отключён их собственными параметрами.</translation>
    </message>
    <message>
        <source>Each with the passage you said answers it. They measure how well your library is found.</source>
        <translation>У каждого — отрывок, который вы назвали ответом. По ним измеряется, насколько хорошо работает поиск по библиотеке.</translation>
    </message>
    <message>
        <source>Edit the message one is in</source>
        <translation>Изменить текущее сообщение</translation>
    </message>
    <message>
        <source>Edit the message, or the last question</source>
        <translation>Изменить сообщение или последний вопрос</translation>
    </message>
    <message>
        <source>Edit this answer</source>
        <translation>Изменить ответ</translation>
    </message>
    <message>
        <source>Edit this question</source>
        <translation>Изменить вопрос</translation>
    </message>
    <message>
        <source>Elsewhere…</source>
        <translation>Сторонняя служба…</translation>
    </message>
    <message>
        <source>Embedding elsewhere</source>
        <translation>Сторонняя модель поиска</translation>
    </message>
    <message>
        <source>Embedding models here: none.</source>
        <translation>Моделей поиска здесь нет.</translation>
    </message>
    <message>
        <source>Embedding models here: {names}.</source>
        <translation>Модели поиска здесь: {names}.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>английский</translation>
    </message>
    <message>
        <source>English, French, German, Spanish, Italian, Portuguese, Dutch, Arabic, Japanese, Korean, Chinese</source>
        <translation>английский, французский, немецкий, испанский, итальянский, португальский, нидерландский, арабский, японский, корейский, китайский</translation>
    </message>
    <message>
        <source>English, French, Spanish, German, Italian, Portuguese</source>
        <translation>английский, французский, испанский, немецкий, итальянский, португальский</translation>
    </message>
    <message>
        <source>English, German, French, Italian, Portuguese, Hindi, Spanish, Thai</source>
        <translation>английский, немецкий, французский, итальянский, португальский, хинди, испанский, тайский</translation>
    </message>
    <message>
        <source>English, German, Spanish, French, Japanese, Portuguese, Arabic, Czech, Italian, Korean, Dutch, Chinese</source>
        <translation>английский, немецкий, испанский, французский, японский, португальский, арабский, чешский, итальянский, корейский, нидерландский, китайский</translation>
    </message>
    <message>
        <source>English, German, Spanish, French, Portuguese, Italian, Dutch, Czech, Arabic, Japanese, Korean, Chinese</source>
        <translation>английский, немецкий, испанский, французский, португальский, итальянский, нидерландский, чешский, арабский, японский, корейский, китайский</translation>
    </message>
    <message>
        <source>Enter goes to a message · arrows walk, with Shift they move the map · + and − zoom, 0 shows it all</source>
        <translation>Enter — перейти к сообщению · стрелки — по сообщениям, с Shift — по карте · + и − — масштаб, 0 — вся карта</translation>
    </message>
    <message>
        <source>Enter takes what you pressed.</source>
        <translation>Enter примет нажатое.</translation>
    </message>
    <message>
        <source>Entry {number} is no prompt.</source>
        <translation>Запись {number} — не шаблон.</translation>
    </message>
    <message>
        <source>Estonian</source>
        <translation>эстонский</translation>
    </message>
    <message>
        <source>Every vote makes this clearer: ten to a model say something, fifty say much. Have a list of questions answered under Batches, and vote when you like.</source>
        <translation>С каждым голосом картина яснее: десять голосов на модель уже что-то значат, пятьдесят — значат много. Задайте список вопросов в разделе «Серии» и голосуйте, когда удобно.</translation>
    </message>
    <message>
        <source>Everything that was attempted was refused.</source>
        <translation>Все попытки были отклонены.</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Отрывки</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Экспорт</translation>
    </message>
    <message>
        <source>Export all as Markdown files</source>
        <translation>Экспортировать всё в файлы Markdown</translation>
    </message>
    <message>
        <source>Export all to a file</source>
        <translation>Экспортировать всё в файл</translation>
    </message>
    <message>
        <source>Export as Markdown files</source>
        <translation>Экспорт в файлы Markdown</translation>
    </message>
    <message>
        <source>Export into a folder</source>
        <translation>Экспорт в папку</translation>
    </message>
    <message>
        <source>Export it once more in Open WebUI.</source>
        <translation>Экспортируйте её ещё раз в Open WebUI.</translation>
    </message>
    <message>
        <source>Export it once more where it came from.</source>
        <translation>Экспортируйте её ещё раз там, откуда она взята.</translation>
    </message>
    <message>
        <source>Export it once more.</source>
        <translation>Экспортируйте ещё раз.</translation>
    </message>
    <message>
        <source>Export personas</source>
        <translation>Экспорт ролей</translation>
    </message>
    <message>
        <source>Export prompts</source>
        <translation>Экспорт шаблонов</translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>Экспортировать беседу</translation>
    </message>
    <message>
        <source>Export this persona</source>
        <translation>Экспортировать роль</translation>
    </message>
    <message>
        <source>Export this prompt</source>
        <translation>Экспортировать шаблон</translation>
    </message>
    <message>
        <source>Exported to {name}</source>
        <translation>Экспортировано в {name}</translation>
    </message>
    <message>
        <source>Exported {what} to {name}</source>
        <translation>Экспортировано в {name}: {what}</translation>
    </message>
    <message>
        <source>Exports of ChatGPT, Open WebUI and Alcove (*.zip *.json)</source>
        <translation>Экспорт из ChatGPT, Open WebUI и Alcove (*.zip *.json)</translation>
    </message>
    <message>
        <source>Fetch another copy of the model.</source>
        <translation>Загрузите другую копию модели.</translation>
    </message>
    <message>
        <source>Fetch it again, or choose another model.</source>
        <translation>Загрузите файл снова или выберите другую модель.</translation>
    </message>
    <message>
        <source>Fetch it again.</source>
        <translation>Загрузите его снова.</translation>
    </message>
    <message>
        <source>Fetch the file again, or choose another one on the Models page.</source>
        <translation>Загрузите файл снова или выберите другой на странице «Модели».</translation>
    </message>
    <message>
        <source>Fetch the same model with a model.safetensors file.</source>
        <translation>Загрузите ту же модель с файлом model.safetensors.</translation>
    </message>
    <message>
        <source>Fetch the web pages that are sources of this library. Off, they are not fetched from anywhere.</source>
        <translation>Загружать веб-страницы, которые служат источниками этой библиотеки. Если выключено, они ниоткуда не загружаются.</translation>
    </message>
    <message>
        <source>Fetch web pages</source>
        <translation>Загрузка веб-страниц</translation>
    </message>
    <message>
        <source>Fetching web pages is switched off; nothing was asked of the site.</source>
        <translation>Загрузка веб-страниц выключена; сайт ни о чём не спрашивали.</translation>
    </message>
    <message>
        <source>Fewer than two models answered, so there is nothing to vote on.</source>
        <translation>Ответило меньше двух моделей: выбирать не из чего.</translation>
    </message>
    <message>
        <source>Fewer than two of its models answered.</source>
        <translation>Ответило меньше двух моделей.</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>файл уже существует</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>слишком длинное имя файла</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>файл слишком велик</translation>
    </message>
    <message>
        <source>Files and sizes</source>
        <translation>Файлы и размеры</translation>
    </message>
    <message>
        <source>Files and sizes of {name}</source>
        <translation>Файлы и размеры: {name}</translation>
    </message>
    <message>
        <source>Fill in again</source>
        <translation>Заполнить заново</translation>
    </message>
    <message>
        <source>Fill this in.</source>
        <translation>Заполните это поле.</translation>
    </message>
    <message>
        <source>Filter by name or reason</source>
        <translation>Отбор по названию или причине</translation>
    </message>
    <message>
        <source>Filter items by name or reason</source>
        <translation>Отбор материалов по названию или причине</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Найти модель</translation>
    </message>
    <message>
        <source>Find a model of {service}</source>
        <translation>Найти модель {service}</translation>
    </message>
    <message>
        <source>Find an action by what it does or by its keys</source>
        <translation>Найти действие по названию или клавишам</translation>
    </message>
    <message>
        <source>Find an action, a conversation, a model, a source or a setting</source>
        <translation>Найти действие, беседу, модель, источник или настройку</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>Найти что угодно</translation>
    </message>
    <message>
        <source>Find by what it does or by its keys</source>
        <translation>Найти по действию или клавишам</translation>
    </message>
    <message>
        <source>Find in the answers</source>
        <translation>Найти в ответах</translation>
    </message>
    <message>
        <source>Find in the answers, or among the items</source>
        <translation>Найти в ответах или среди материалов</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>Найти в этой беседе</translation>
    </message>
    <message>
        <source>Finding by meaning in Russian, long passages too.</source>
        <translation>Поиск по смыслу на русском, в том числе в длинных отрывках.</translation>
    </message>
    <message>
        <source>Finding by meaning in business documents of twelve languages.</source>
        <translation>Поиск по смыслу в деловых документах на двенадцати языках.</translation>
    </message>
    <message>
        <source>Finding by meaning in many languages, quick on any computer: the first choice beyond English.</source>
        <translation>Поиск по смыслу на многих языках, быстрый на любом компьютере: первый выбор, если нужен не только английский.</translation>
    </message>
    <message>
        <source>Finding out what it needs</source>
        <translation>Выясняется, сколько ей нужно</translation>
    </message>
    <message>
        <source>Finds a little better than the small one, at a third of its speed.</source>
        <translation>Находит чуть лучше малой, но втрое медленнее.</translation>
    </message>
    <message>
        <source>Finds well for its size in many languages, as a single file.</source>
        <translation>Для своего размера хорошо находит на многих языках; один файл.</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>финский</translation>
    </message>
    <message>
        <source>First word within</source>
        <translation>Первое слово за</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Folder {name}, {holds}, closed</source>
        <translation>Папка {name}, {holds}, свёрнута</translation>
    </message>
    <message>
        <source>Folder {name}, {holds}, open</source>
        <translation>Папка {name}, {holds}, раскрыта</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Папки</translation>
    </message>
    <message>
        <source>Folders and import</source>
        <translation>Папки и импорт</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Папка…</translation>
    </message>
    <message>
        <source>For answers</source>
        <translation>Для ответов</translation>
    </message>
    <message>
        <source>For search</source>
        <translation>Для поиска</translation>
    </message>
    <message>
        <source>Free some room and go on: what was downloaded so far is kept.</source>
        <translation>Освободите место и продолжите: загруженное сохранено.</translation>
    </message>
    <message>
        <source>Free some room and try again. Everything saved before is safe.</source>
        <translation>Освободите место и попробуйте ещё раз. Всё сохранённое раньше цело.</translation>
    </message>
    <message>
        <source>Free some room on the disk of {folder}, or choose a smaller file.</source>
        <translation>Освободите место на диске с папкой {folder} или выберите файл поменьше.</translation>
    </message>
    <message>
        <source>Free the room</source>
        <translation>Освободить место</translation>
    </message>
    <message>
        <source>Free what is kept of {name}</source>
        <translation>Освободить место, занятое {name}</translation>
    </message>
    <message>
        <source>Freeing it</source>
        <translation>Освобождается</translation>
    </message>
    <message>
        <source>French</source>
        <translation>французский</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Из файла…</translation>
    </message>
    <message>
        <source>From where it ends; this answer is kept beside the longer one</source>
        <translation>С того места, где он обрывается; этот ответ сохранится рядом с полным</translation>
    </message>
    <message>
        <source>GGUF file…</source>
        <translation>Файл GGUF…</translation>
    </message>
    <message>
        <source>Gemma terms of use</source>
        <translation>условия использования Gemma</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Общие</translation>
    </message>
    <message>
        <source>Georgian</source>
        <translation>грузинский</translation>
    </message>
    <message>
        <source>German</source>
        <translation>немецкий</translation>
    </message>
    <message>
        <source>Get another model, or let this one answer twice: as it is set, and with other settings.</source>
        <translation>Загрузите ещё одну модель, или пусть эта ответит дважды: со своими настройками и с другими.</translation>
    </message>
    <message>
        <source>Get models</source>
        <translation>Загрузить модели</translation>
    </message>
    <message>
        <source>Get one that reads many languages</source>
        <translation>Загрузить модель для многих языков</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Репозиторий git</translation>
    </message>
    <message>
        <source>Git repository…</source>
        <translation>Репозиторий git…</translation>
    </message>
    <message>
        <source>Give a .json file, a .md file, or a folder of .md files.</source>
        <translation>Укажите файл .json, файл .md или папку с файлами .md.</translation>
    </message>
    <message>
        <source>Give a .json file, or a folder.</source>
        <translation>Укажите файл .json или папку.</translation>
    </message>
    <message>
        <source>Give a branch, a tag or a commit that it has.</source>
        <translation>Укажите ветку, метку или коммит, которые в нём есть.</translation>
    </message>
    <message>
        <source>Give a whole sentence.</source>
        <translation>Дайте целое предложение.</translation>
    </message>
    <message>
        <source>Give an export of prompts: of Alcove, or of Open WebUI (Workspace, Prompts).</source>
        <translation>Укажите экспорт шаблонов Alcove или Open WebUI (Workspace, Prompts).</translation>
    </message>
    <message>
        <source>Give files to this question</source>
        <translation>Приложить файлы к вопросу</translation>
    </message>
    <message>
        <source>Give files to this question ({keys})</source>
        <translation>Приложить файлы к вопросу ({keys})</translation>
    </message>
    <message>
        <source>Give it a valid key under Other services.</source>
        <translation>Укажите верный ключ в разделе «Сторонние службы».</translation>
    </message>
    <message>
        <source>Give it one under Other services.</source>
        <translation>Укажите его в разделе «Сторонние службы».</translation>
    </message>
    <message>
        <source>Give its memory back; the next answer loads it again</source>
        <translation>Освободить память; для следующего ответа модель загрузится снова</translation>
    </message>
    <message>
        <source>Give one of them other settings, such as NAME@temperature=0.8.</source>
        <translation>Задайте одному из участников другие настройки, например ИМЯ@temperature=0.8.</translation>
    </message>
    <message>
        <source>Give the folder of an embedding model, or a GGUF file.</source>
        <translation>Укажите папку модели поиска или файл GGUF.</translation>
    </message>
    <message>
        <source>Give the folder that holds .git, or a bare repository.</source>
        <translation>Укажите папку, в которой лежит .git, или репозиторий без рабочих файлов.</translation>
    </message>
    <message>
        <source>Give the key by itself: it is kept safely then.</source>
        <translation>Укажите ключ отдельно: тогда он хранится надёжно.</translation>
    </message>
    <message>
        <source>Give the key of this service once more.</source>
        <translation>Укажите ключ этой службы ещё раз.</translation>
    </message>
    <message>
        <source>Give the password…</source>
        <translation>Указать пароль…</translation>
    </message>
    <message>
        <source>Give the path of a GGUF file.</source>
        <translation>Укажите путь к файлу GGUF.</translation>
    </message>
    <message>
        <source>Give the path of a folder that exists.</source>
        <translation>Укажите путь к существующей папке.</translation>
    </message>
    <message>
        <source>Give the whole of it, such as https://example.org/handbook/.</source>
        <translation>Укажите его целиком, например https://example.org/handbook/.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Go on with the download of {name}</source>
        <translation>Продолжить загрузку {name}</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Переход</translation>
    </message>
    <message>
        <source>Go to the message above</source>
        <translation>К сообщению выше</translation>
    </message>
    <message>
        <source>Go to the message below</source>
        <translation>К сообщению ниже</translation>
    </message>
    <message>
        <source>Go to what came before</source>
        <translation>К предыдущему элементу</translation>
    </message>
    <message>
        <source>Go to what comes next</source>
        <translation>К следующему элементу</translation>
    </message>
    <message>
        <source>Goes as soon as {name} is read</source>
        <translation>Отправится, как только прочитается {name}</translation>
    </message>
    <message numerus="yes">
        <source>Goes as soon as {name}, and %n more is read</source>
        <translation>
            <numerusform>Отправится, как только прочитаются {name} и ещё %n файл</numerusform>
            <numerusform>Отправится, как только прочитаются {name} и ещё %n файла</numerusform>
            <numerusform>Отправится, как только прочитаются {name} и ещё %n файлов</numerusform>
        </translation>
    </message>
    <message>
        <source>Gone since this answer</source>
        <translation>Исчезло после ответа</translation>
    </message>
    <message>
        <source>Graphics card layers</source>
        <translation>Слои на видеокарте</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>греческий</translation>
    </message>
    <message>
        <source>Have it explained, beside the conversation</source>
        <translation>Объяснить в стороне от беседы</translation>
    </message>
    <message>
        <source>Have it tried again, or ask other models.</source>
        <translation>Повторите попытку или спросите другие модели.</translation>
    </message>
    <message>
        <source>Have them written first: alcove arena ask --match N</source>
        <translation>Сначала получите их: alcove arena ask --match N</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>иврит</translation>
    </message>
    <message>
        <source>Hide the sources</source>
        <translation>Скрыть источники</translation>
    </message>
    <message>
        <source>Hide what it thought</source>
        <translation>Скрыть размышления</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>хинди</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>сервер не работает</translation>
    </message>
    <message>
        <source>Hostname mismatch, certificate is not valid for {host}.</source>
        <translation>он выдан не для {host}</translation>
    </message>
    <message>
        <source>How it answers</source>
        <translation>Как отвечает</translation>
    </message>
    <message>
        <source>How it is to answer: the tone, the length, the form, what to look at first. What may be said, and that it is proved, is not for it to change.</source>
        <translation>Как отвечать: тон, длина, форма, на что смотреть сначала. Что можно утверждать и чем это подтверждать, роль не меняет.</translation>
    </message>
    <message>
        <source>How it runs</source>
        <translation>Как она работает</translation>
    </message>
    <message>
        <source>How it stores what it has read: q8_0 takes half the memory and is hardly less exact, q4_0 takes a quarter and may mix things up.</source>
        <translation>Как она хранит прочитанное: q8_0 занимает вдвое меньше памяти и почти не теряет точности, q4_0 — вчетверо меньше, но может путать.</translation>
    </message>
    <message>
        <source>How it was read</source>
        <translation>Как прочитано</translation>
    </message>
    <message>
        <source>How many links deep</source>
        <translation>Глубина переходов по ссылкам</translation>
    </message>
    <message>
        <source>How many tokens an answer may have.</source>
        <translation>Сколько токенов может занимать ответ.</translation>
    </message>
    <message>
        <source>How many tokens it sees at once: your question, the passages and the conversation. {said} More than it really sees makes answers fail, or passages be left out unseen.</source>
        <translation>Сколько токенов модель видит сразу: вопрос, отрывки и беседа. {said} Если указать больше, чем на самом деле, ответы будут срываться или отрывки незаметно пропадут.</translation>
    </message>
    <message>
        <source>How much it sees at once; click to change it</source>
        <translation>Сколько она видит сразу; нажмите, чтобы изменить</translation>
    </message>
    <message>
        <source>How much of {name} has come</source>
        <translation>Сколько загружено: {name}</translation>
    </message>
    <message>
        <source>How much {name} has read</source>
        <translation>Сколько прочитала {name}</translation>
    </message>
    <message>
        <source>How the last answers differ</source>
        <translation>Чем различаются последние ответы</translation>
    </message>
    <message>
        <source>How this answer differs from the one before</source>
        <translation>Чем этот ответ отличается от предыдущего</translation>
    </message>
    <message>
        <source>How to answer</source>
        <translation>Как отвечать</translation>
    </message>
    <message>
        <source>How to install {language} for OCR</source>
        <translation>Как установить: {language}</translation>
    </message>
    <message>
        <source>How {model} runs</source>
        <translation>Как работает {model}</translation>
    </message>
    <message>
        <source>How {name} answers here</source>
        <translation>Как здесь отвечает {name}</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>венгерский</translation>
    </message>
    <message>
        <source>IP address mismatch, certificate is not valid for {host}.</source>
        <translation>он выдан не для {host}</translation>
    </message>
    <message>
        <source>If it is on a disk that is unplugged, connect it again.</source>
        <translation>Если она на отключённом диске, подключите его снова.</translation>
    </message>
    <message>
        <source>If it was built for a graphics card, install the card&apos;s driver, or build it for the processor: `packaging/bootstrap.py setup --gpu cpu`.</source>
        <translation>Если она собрана для видеокарты, установите её драйвер или соберите для процессора: `packaging/bootstrap.py setup --gpu cpu`.</translation>
    </message>
    <message>
        <source>If its disk is unplugged, connect it again; what was indexed stays.</source>
        <translation>Если диск отключён, подключите его; прочитанное сохраняется.</translation>
    </message>
    <message>
        <source>Import and export</source>
        <translation>Импорт и экспорт</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>Импорт бесед</translation>
    </message>
    <message>
        <source>Import conversations…</source>
        <translation>Импортировать беседы…</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Импортировать файлы</translation>
    </message>
    <message>
        <source>Import it from an export.</source>
        <translation>Импортируйте из экспорта.</translation>
    </message>
    <message>
        <source>Import it in parts.</source>
        <translation>Импортируйте по частям.</translation>
    </message>
    <message>
        <source>Import it with that version.</source>
        <translation>Импортируйте её той версией.</translation>
    </message>
    <message>
        <source>Import personas</source>
        <translation>Импорт ролей</translation>
    </message>
    <message>
        <source>Import prompts</source>
        <translation>Импорт шаблонов</translation>
    </message>
    <message>
        <source>Imported {what}.</source>
        <translation>Импорт: {what}.</translation>
    </message>
    <message>
        <source>Imported {what}. Not taken over: {lost}.</source>
        <translation>Импорт: {what}. Не перенесено: {lost}.</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>Импорт: {name}</translation>
    </message>
    <message>
        <source>Importing {n} · {percent} %</source>
        <translation>Импорт: {n} · {percent} %</translation>
    </message>
    <message>
        <source>In memory, {size}</source>
        <translation>В памяти, {size}</translation>
    </message>
    <message>
        <source>In the title</source>
        <translation>В названии</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>Индексируется</translation>
    </message>
    <message>
        <source>Indonesian</source>
        <translation>индонезийский</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>ошибка ввода-вывода</translation>
    </message>
    <message>
        <source>Insert a variable</source>
        <translation>Вставить поле</translation>
    </message>
    <message>
        <source>Install LibreOffice</source>
        <translation>Установить LibreOffice</translation>
    </message>
    <message>
        <source>Install that version again, or choose another folder with --data-dir. Nothing was changed.</source>
        <translation>Установите ту версию снова или выберите другую папку с помощью --data-dir. Ничего не изменено.</translation>
    </message>
    <message>
        <source>Install that version to read it.</source>
        <translation>Чтобы прочитать его, установите ту версию.</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Инструкции</translation>
    </message>
    <message>
        <source>Instructions of this column</source>
        <translation>Инструкции этой колонки</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>недопустимое значение</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>это папка</translation>
    </message>
    <message>
        <source>Is loaded</source>
        <translation>Загружается</translation>
    </message>
    <message>
        <source>It begins with http:// or https:// and mostly ends in /v1.</source>
        <translation>Он начинается с http:// или https:// и обычно кончается на /v1.</translation>
    </message>
    <message>
        <source>It decides only where it is sure, both ways round</source>
        <translation>Она решает, только если уверена при любом порядке сравнения</translation>
    </message>
    <message>
        <source>It has no variables: it is sent as it stands.</source>
        <translation>Полей нет: отправляется как есть.</translation>
    </message>
    <message numerus="yes">
        <source>It has read %n passage(s); that takes {size}</source>
        <translation>
            <numerusform>Прочитан %n отрывок; это занимает {size}</numerusform>
            <numerusform>Прочитано %n отрывка; это занимает {size}</numerusform>
            <numerusform>Прочитано %n отрывков; это занимает {size}</numerusform>
        </translation>
    </message>
    <message>
        <source>It has read all of your library; that takes {size}</source>
        <translation>Вся библиотека прочитана; это занимает {size}</translation>
    </message>
    <message>
        <source>It has these keys already.</source>
        <translation>Эти клавиши уже назначены этому действию.</translation>
    </message>
    <message>
        <source>It is among your questions already.</source>
        <translation>Уже есть среди ваших вопросов.</translation>
    </message>
    <message>
        <source>It is damaged or no embedding model: choose another one.</source>
        <translation>Она повреждена или не годится для поиска: выберите другую.</translation>
    </message>
    <message>
        <source>It is kept in the keyring of this computer, and sent to this service alone.</source>
        <translation>Он хранится в связке ключей этого компьютера и отправляется только этой службе.</translation>
    </message>
    <message>
        <source>It is needed to start with; it stays.</source>
        <translation>Она нужна для начала и остаётся.</translation>
    </message>
    <message>
        <source>It is started again by itself.</source>
        <translation>Он запустится снова сам.</translation>
    </message>
    <message>
        <source>It is too large for this computer as it is now</source>
        <translation>Для этого компьютера она сейчас слишком велика</translation>
    </message>
    <message>
        <source>It lies between {n} and {n2}.</source>
        <translation>Допустимы значения от {n} до {n2}.</translation>
    </message>
    <message>
        <source>It may be damaged or only partly downloaded; fetch it again.</source>
        <translation>Возможно, он повреждён или загружен не целиком; загрузите его снова.</translation>
    </message>
    <message>
        <source>It may be damaged, too large for the memory, or of a kind this version does not know.</source>
        <translation>Возможно, файл повреждён, слишком велик для памяти или такого вида, который эта версия не знает.</translation>
    </message>
    <message>
        <source>It may be formatted as FAT, which ends at 4 GB: move the library to another disk.</source>
        <translation>Возможно, на нём FAT с пределом в 4 ГБ: перенесите библиотеку на другой диск.</translation>
    </message>
    <message>
        <source>It may have been removed or renamed meanwhile.</source>
        <translation>Возможно, её удалили или переименовали.</translation>
    </message>
    <message>
        <source>It may not be an OpenAI-compatible service; check its address.</source>
        <translation>Возможно, эта служба не совместима с OpenAI; проверьте адрес.</translation>
    </message>
    <message>
        <source>It runs all the same, from the disk, and slowly</source>
        <translation>Работать всё равно будет — с диска и медленно</translation>
    </message>
    <message>
        <source>It said: “{said}”.</source>
        <translation>Она ответила: «{said}».</translation>
    </message>
    <message>
        <source>It says: {said}</source>
        <translation>Она сообщает: {said}</translation>
    </message>
    <message>
        <source>It was deleted. Download it again; if that happens twice, choose another repository.</source>
        <translation>Он удалён. Загрузите его снова; если это повторится, выберите другой репозиторий.</translation>
    </message>
    <message>
        <source>It was downloaded into Alcove’s own folder. Deleting it frees {size}.</source>
        <translation>Модель загружена в собственную папку Alcove. После удаления освободится {size}.</translation>
    </message>
    <message>
        <source>It was not changed yet.</source>
        <translation>Изменений ещё не было.</translation>
    </message>
    <message>
        <source>It was searched together with the question before it.</source>
        <translation>Поиск шёл вместе с предыдущим вопросом.</translation>
    </message>
    <message>
        <source>It was voted on already, and the names are known.</source>
        <translation>Голос уже отдан, имена раскрыты.</translation>
    </message>
    <message numerus="yes">
        <source>It would fit with a context of %n tokens kept as {kind}</source>
        <translation>
            <numerusform>Поместится с контекстом в %n токен, хранимым как {kind}</numerusform>
            <numerusform>Поместится с контекстом в %n токена, хранимым как {kind}</numerusform>
            <numerusform>Поместится с контекстом в %n токенов, хранимым как {kind}</numerusform>
        </translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>итальянский</translation>
    </message>
    <message>
        <source>Items of the library</source>
        <translation>Материалы библиотеки</translation>
    </message>
    <message>
        <source>Its answer_from cannot be {value}.</source>
        <translation>Значение answer_from не может быть {value}.</translation>
    </message>
    <message>
        <source>Its answers are not all there yet.</source>
        <translation>Ещё не все ответы готовы.</translation>
    </message>
    <message>
        <source>Its answers were deleted with their conversation.</source>
        <translation>Его ответы удалены вместе с беседой.</translation>
    </message>
    <message>
        <source>Its files are not here any more</source>
        <translation>Её файлов здесь больше нет</translation>
    </message>
    <message>
        <source>Its files are read and can be asked about everywhere</source>
        <translation>Файлы будут прочитаны, спрашивать о них можно в любой беседе</translation>
    </message>
    <message>
        <source>Its key may not be meant for this model or this place.</source>
        <translation>Возможно, ключ не для этой модели или не для этого адреса.</translation>
    </message>
    <message>
        <source>Its names are not told yet.</source>
        <translation>Имена участников ещё не раскрыты.</translation>
    </message>
    <message>
        <source>Its owner asks for an account and an agreement first, so it cannot be downloaded here.</source>
        <translation>Владелец требует учётную запись и согласие с условиями, поэтому загрузить её здесь нельзя.</translation>
    </message>
    <message>
        <source>Its owner took it away or replaced it: discard this download, and look for it anew.</source>
        <translation>Владелец убрал или заменил файл: сбросьте эту загрузку и найдите модель снова.</translation>
    </message>
    <message>
        <source>Its service does not say, so {n} is assumed.</source>
        <translation>Служба этого не сообщает, поэтому принято {n}.</translation>
    </message>
    <message>
        <source>Its service says {n}.</source>
        <translation>Служба сообщает: {n}.</translation>
    </message>
    <message>
        <source>Its {key} are no list of texts.</source>
        <translation>Поле {key} — не список текстов.</translation>
    </message>
    <message>
        <source>Its {key} is no number.</source>
        <translation>Поле {key} — не число.</translation>
    </message>
    <message>
        <source>Its {key} is no text.</source>
        <translation>Поле {key} — не текст.</translation>
    </message>
    <message>
        <source>Its {key} is no whole number.</source>
        <translation>Поле {key} — не целое число.</translation>
    </message>
    <message>
        <source>JSON (*.json);;Tables, in a folder of this name (*.csv)</source>
        <translation>JSON (*.json);;Таблицы в папке с этим именем (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON построчно</translation>
    </message>
    <message>
        <source>JSON, complete</source>
        <translation>JSON, полностью</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>японский</translation>
    </message>
    <message>
        <source>Kazakh</source>
        <translation>казахский</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Keep them here, with variables to fill in. In the input, type / and a name.</source>
        <translation>Храните их здесь, с полями для заполнения. В поле ввода наберите / и имя.</translation>
    </message>
    <message>
        <source>Keep until Alcove closes</source>
        <translation>Хранить до закрытия Alcove</translation>
    </message>
    <message>
        <source>Keep {name}</source>
        <translation>Оставить {name}</translation>
    </message>
    <message>
        <source>Kept beside the answer, as yours</source>
        <translation>Сохраняется рядом с ответом как ваш вариант</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>Key of the service</source>
        <translation>Ключ службы</translation>
    </message>
    <message>
        <source>Key of {name}</source>
        <translation>Ключ: {name}</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Клавиатура</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Вид файла</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>корейский</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Language of the window; system takes the computer&apos;s where the window speaks it.</source>
        <translation>Язык окна; «как в системе» — язык компьютера, если он есть среди языков окна.</translation>
    </message>
    <message>
        <source>Languages of scans</source>
        <translation>Языки сканов</translation>
    </message>
    <message>
        <source>Languages scans are written in, as Tesseract names them, such as eng+rus; empty: those that are installed, chosen page by page.</source>
        <translation>Языки сканов, как их называет Tesseract, например eng+rus; пусто — из установленных, с выбором для каждой страницы.</translation>
    </message>
    <message>
        <source>Larger pieces of code, for 24 GB or a graphics card.</source>
        <translation>Большие фрагменты кода; нужно 24 ГБ или видеокарта.</translation>
    </message>
    <message>
        <source>Largest file in megabytes</source>
        <translation>Наибольший файл в мегабайтах</translation>
    </message>
    <message>
        <source>Largest file, MB</source>
        <translation>Наибольший файл, МБ</translation>
    </message>
    <message>
        <source>Last answer: first word after {seconds} s</source>
        <translation>Последний ответ: первое слово через {seconds} с</translation>
    </message>
    <message>
        <source>Last answer: first word after {seconds} s, then {rate} tokens a second</source>
        <translation>Последний ответ: первое слово через {seconds} с, затем {rate} ток./с</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>На прошлой неделе</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Позже</translation>
    </message>
    <message>
        <source>Latin</source>
        <translation>латинский</translation>
    </message>
    <message>
        <source>Latvian</source>
        <translation>латышский</translation>
    </message>
    <message>
        <source>Layers of a model on the graphics card; -1 means as many as fit in its free memory.</source>
        <translation>Сколько слоёв модели размещать на видеокарте; -1 — сколько поместится в её свободную память.</translation>
    </message>
    <message>
        <source>Layers on the graphics card; -1 means as many as fit in its free memory, 0 none.</source>
        <translation>Слои на видеокарте; -1 — сколько поместится в её свободную память, 0 — ни одного.</translation>
    </message>
    <message>
        <source>Leave one of them out.</source>
        <translation>Уберите один из них.</translation>
    </message>
    <message>
        <source>Leave out what .gitignore files leave out</source>
        <translation>Пропускать то, что исключают файлы .gitignore</translation>
    </message>
    <message>
        <source>Leave out what matches</source>
        <translation>Пропускать подходящее</translation>
    </message>
    <message>
        <source>Leave this prompt</source>
        <translation>Закрыть шаблон</translation>
    </message>
    <message>
        <source>Leave this prompt (Esc)</source>
        <translation>Закрыть шаблон (Esc)</translation>
    </message>
    <message>
        <source>Leaves out words less likely than this share of the likeliest.</source>
        <translation>Отбрасывать слова, чья вероятность меньше этой доли от вероятности самого вероятного.</translation>
    </message>
    <message>
        <source>Leaves this computer: passages and questions are sent to {host}</source>
        <translation>Уходит с компьютера: отрывки и вопросы отправляются на {host}</translation>
    </message>
    <message>
        <source>Left out, for want of room: {names}</source>
        <translation>Не вошло, не хватило места: {names}</translation>
    </message>
    <message numerus="yes">
        <source>Left out: the first %n turn(s)</source>
        <translation>
            <numerusform>Не войдёт: %n вопрос с ответом из начала беседы</numerusform>
            <numerusform>Не войдут: %n вопроса с ответами из начала беседы</numerusform>
            <numerusform>Не войдут: %n вопросов с ответами из начала беседы</numerusform>
        </translation>
    </message>
    <message>
        <source>Let Alcove fetch the web pages of this library</source>
        <translation>Разрешить Alcove загружать веб-страницы этой библиотеки</translation>
    </message>
    <message>
        <source>Let an embedding model that a service runs be used: every passage of the library and every question is sent there. Off, nothing is sent.</source>
        <translation>Разрешить модель поиска, которая работает у сторонней службы: туда отправляются каждый отрывок библиотеки и каждый вопрос. Если выключено, ничего не отправляется.</translation>
    </message>
    <message>
        <source>Let it think before it answers, if it can: slower, and sometimes better.</source>
        <translation>Позволять размышлять перед ответом, если она умеет: медленнее, зато иногда лучше.</translation>
    </message>
    <message>
        <source>Let the input be as high as its text ({keys})</source>
        <translation>Уменьшить поле ввода до высоты текста ({keys})</translation>
    </message>
    <message>
        <source>Let through</source>
        <translation>Разрешены</translation>
    </message>
    <message>
        <source>Let through what you ask for by name: web pages, models, answers from elsewhere. Off, nothing leaves this computer, whatever else is set.</source>
        <translation>Разрешать то, о чём вы прямо просите: веб-страницы, модели, ответы сторонних служб. Если выключено, ничто не покидает этот компьютер, что бы ни было задано ещё.</translation>
    </message>
    <message numerus="yes">
        <source>Let {name} run with a context of %n tokens kept as {kind}</source>
        <translation>
            <numerusform>Запускать {name} с контекстом в %n токен и кэшем {kind}</numerusform>
            <numerusform>Запускать {name} с контекстом в %n токена и кэшем {kind}</numerusform>
            <numerusform>Запускать {name} с контекстом в %n токенов и кэшем {kind}</numerusform>
        </translation>
    </message>
    <message>
        <source>Letters and everyday questions in European languages on an ordinary laptop.</source>
        <translation>Письма и повседневные вопросы на европейских языках на обычном ноутбуке.</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Библиотека</translation>
    </message>
    <message>
        <source>LibreOffice could not open it: the file is damaged, locked or not what its name says</source>
        <translation>LibreOffice его не открыл: файл повреждён, занят или не того формата</translation>
    </message>
    <message>
        <source>LibreOffice took longer than {seconds} seconds over it</source>
        <translation>LibreOffice открывал его дольше {seconds} с</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Light and dark</source>
        <translation>Светлая и тёмная тема</translation>
    </message>
    <message>
        <source>Light or dark, or as the system has it.</source>
        <translation>Светлая или тёмная тема, либо как в системе.</translation>
    </message>
    <message>
        <source>Likeliest words (top p)</source>
        <translation>Вероятные слова (top p)</translation>
    </message>
    <message>
        <source>Line {line}: {rest}</source>
        <translation>Строка {line}: {rest}</translation>
    </message>
    <message>
        <source>Line {number} is no question.</source>
        <translation>Строка {number} — не вопрос.</translation>
    </message>
    <message>
        <source>Line {number} of {file} is no question.</source>
        <translation>Строка {number} файла {file} — не вопрос.</translation>
    </message>
    <message>
        <source>Line {number} of {file} is not a question.</source>
        <translation>Строка {number} файла {file} — не вопрос.</translation>
    </message>
    <message>
        <source>Links are followed below this address only, and as far as the site’s robots.txt allows. What was read stays in the library until you remove it.</source>
        <translation>Переходы по ссылкам — только вглубь этого адреса и насколько позволяет robots.txt сайта. Прочитанное остаётся в библиотеке, пока вы его не удалите.</translation>
    </message>
    <message>
        <source>Links deep</source>
        <translation>Глубина ссылок</translation>
    </message>
    <message>
        <source>Lithuanian</source>
        <translation>литовский</translation>
    </message>
    <message>
        <source>Llama 3.2 community licence</source>
        <translation>лицензия сообщества Llama 3.2</translation>
    </message>
    <message>
        <source>Loading {model}</source>
        <translation>Загружается {model}</translation>
    </message>
    <message>
        <source>Long passages in many languages; slow without a graphics card.</source>
        <translation>Длинные отрывки на многих языках; без видеокарты медленная.</translation>
    </message>
    <message>
        <source>Long passages, many languages and code, where there is time to read them.</source>
        <translation>Длинные отрывки, много языков и код, если есть время на чтение.</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Длина ответа</translation>
    </message>
    <message>
        <source>Longest answer, in tokens</source>
        <translation>Длина ответа, в токенах</translation>
    </message>
    <message>
        <source>Look at its versions.</source>
        <translation>Посмотрите список версий.</translation>
    </message>
    <message>
        <source>Look for a repository with GGUF in its name.</source>
        <translation>Поищите репозиторий с GGUF в названии.</translation>
    </message>
    <message>
        <source>Look for models for answers</source>
        <translation>Искать модели для ответов</translation>
    </message>
    <message>
        <source>Look for models for search</source>
        <translation>Искать модели для поиска</translation>
    </message>
    <message>
        <source>Looking at what is there.</source>
        <translation>Проверяется, что здесь есть.</translation>
    </message>
    <message>
        <source>Looking in the library</source>
        <translation>Поиск в библиотеке</translation>
    </message>
    <message>
        <source>Looking where it came</source>
        <translation>Выясняется, какое место это заняло</translation>
    </message>
    <message>
        <source>Lower evidence_tokens in the settings, or give the model a larger context under Other services, if it has that there.</source>
        <translation>Уменьшите «Отрывки» в настройках или задайте модели больший контекст в разделе «Сторонние службы», если он у неё там есть.</translation>
    </message>
    <message>
        <source>Make the input tall ({keys}), or pull it</source>
        <translation>Развернуть поле ввода ({keys}) или потянуть за край</translation>
    </message>
    <message>
        <source>Make the input tall, or as high as its text</source>
        <translation>Сделать поле ввода высоким или по тексту</translation>
    </message>
    <message>
        <source>Malay</source>
        <translation>малайский</translation>
    </message>
    <message>
        <source>Manage models</source>
        <translation>Управление моделями</translation>
    </message>
    <message>
        <source>Manage personas</source>
        <translation>Настроить роли</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Карта</translation>
    </message>
    <message>
        <source>Map of the conversation</source>
        <translation>Карта беседы</translation>
    </message>
    <message>
        <source>Mark of {what}</source>
        <translation>Обозначение: {what}</translation>
    </message>
    <message>
        <source>May be left out</source>
        <translation>Можно не указывать</translation>
    </message>
    <message>
        <source>May stay empty</source>
        <translation>Можно не заполнять</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Измерить</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Измерить заново</translation>
    </message>
    <message>
        <source>Measure with your own questions</source>
        <translation>Измерить по вашим вопросам</translation>
    </message>
    <message>
        <source>Measuring your questions: {done} of {count}</source>
        <translation>Измерение по вашим вопросам: {done} из {count}</translation>
    </message>
    <message>
        <source>Memory for models</source>
        <translation>Память для моделей</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>Model of this column: {model}</source>
        <translation>Модель этой колонки: {model}</translation>
    </message>
    <message>
        <source>Model that answers: {model}</source>
        <translation>Отвечающая модель: {model}</translation>
    </message>
    <message>
        <source>Model: {model}</source>
        <translation>Модель: {model}</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Модели</translation>
    </message>
    <message>
        <source>Models (*.gguf)</source>
        <translation>Модели (*.gguf)</translation>
    </message>
    <message>
        <source>Models for search</source>
        <translation>Модели для поиска</translation>
    </message>
    <message>
        <source>Models here: none.</source>
        <translation>Моделей здесь нет.</translation>
    </message>
    <message>
        <source>Models here: {names}.</source>
        <translation>Модели здесь: {names}.</translation>
    </message>
    <message>
        <source>Models that answer</source>
        <translation>Модели для ответов</translation>
    </message>
    <message>
        <source>Models that answer: {names}</source>
        <translation>Отвечают модели: {names}</translation>
    </message>
    <message>
        <source>Models that search by meaning</source>
        <translation>Модели для поиска по смыслу</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
    <message>
        <source>More about this column</source>
        <translation>Ещё об этой колонке</translation>
    </message>
    <message>
        <source>Most memory for models, in GB; 0 means what other programs leave free.</source>
        <translation>Наибольший объём памяти для моделей, ГБ; 0 — всё, что оставляют другие программы.</translation>
    </message>
    <message>
        <source>Most pages</source>
        <translation>Страниц не более</translation>
    </message>
    <message>
        <source>Most room on the disk, in MB, for what models have read and need not read again; 0 keeps nothing.</source>
        <translation>Наибольшее место на диске, МБ, для того, что модели уже прочитали и не будут читать снова; 0 — ничего не хранить.</translation>
    </message>
    <message>
        <source>Most tokens of evidence in one prompt; less is quicker.</source>
        <translation>Наибольшее число токенов отрывков в одном запросе; меньше — быстрее.</translation>
    </message>
    <message>
        <source>Move that file away to start afresh, or restore it from a backup. Your own files are untouched.</source>
        <translation>Чтобы начать заново, уберите этот файл, или восстановите его из резервной копии. Ваши файлы не затронуты.</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>Переместить в</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>Name of a model to search for</source>
        <translation>Название модели для поиска</translation>
    </message>
    <message>
        <source>Name of the batch</source>
        <translation>Название серии</translation>
    </message>
    <message>
        <source>Name of the embedding model that search by meaning uses; empty means one that reads many languages if there is one here, else the one Alcove comes with.</source>
        <translation>Имя модели поиска по смыслу; пусто — многоязычная, если она здесь есть, иначе та, что поставляется с Alcove.</translation>
    </message>
    <message>
        <source>Name of the model that answers; empty means the starter model.</source>
        <translation>Имя модели, которая отвечает; пусто — начальная модель.</translation>
    </message>
    <message>
        <source>Name of the service</source>
        <translation>Название службы</translation>
    </message>
    <message>
        <source>Name one of them: {names}</source>
        <translation>Укажите один из них: {names}</translation>
    </message>
    <message>
        <source>Name, such as “Questions about the lease”</source>
        <translation>Название, например «Вопросы об аренде»</translation>
    </message>
    <message>
        <source>Name, typed as /name</source>
        <translation>Имя, вводится как /имя</translation>
    </message>
    <message>
        <source>Name; / puts it into another folder</source>
        <translation>Название; знак / вкладывает в другую папку</translation>
    </message>
    <message numerus="yes">
        <source>Needs {size} of memory and {card} of the graphics card&apos;s with a context of %n tokens; {free} are free for it</source>
        <translation>
            <numerusform>Нужно памяти: {size} и {card} на видеокарте при контексте в %n токен; свободно для неё: {free}</numerusform>
            <numerusform>Нужно памяти: {size} и {card} на видеокарте при контексте в %n токена; свободно для неё: {free}</numerusform>
            <numerusform>Нужно памяти: {size} и {card} на видеокарте при контексте в %n токенов; свободно для неё: {free}</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs {size} of memory and {card} of the graphics card&apos;s; {free} are free for it</source>
        <translation>Нужно памяти: {size} и {card} на видеокарте; свободно для неё: {free}</translation>
    </message>
    <message numerus="yes">
        <source>Needs {size} of memory with a context of %n tokens; {free} are free for it</source>
        <translation>
            <numerusform>Нужно памяти: {size} при контексте в %n токен; свободно для неё: {free}</numerusform>
            <numerusform>Нужно памяти: {size} при контексте в %n токена; свободно для неё: {free}</numerusform>
            <numerusform>Нужно памяти: {size} при контексте в %n токенов; свободно для неё: {free}</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs {size} of memory; {free} are free for it</source>
        <translation>Нужно памяти: {size}; свободно для неё: {free}</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Сеть</translation>
    </message>
    <message>
        <source>Network is off</source>
        <translation>Сеть выключена</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>сеть недоступна</translation>
    </message>
    <message>
        <source>New batch</source>
        <translation>Новая серия</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Новая беседа</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Новая папка</translation>
    </message>
    <message>
        <source>New folder for the conversation</source>
        <translation>Новая папка для беседы</translation>
    </message>
    <message>
        <source>New folder in it…</source>
        <translation>Новая папка внутри…</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Новая папка…</translation>
    </message>
    <message>
        <source>New keys for “{action}”</source>
        <translation>Новые клавиши для «{action}»</translation>
    </message>
    <message>
        <source>New persona</source>
        <translation>Новая роль</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>Новый шаблон</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Дальше</translation>
    </message>
    <message>
        <source>Next answer</source>
        <translation>Следующий ответ</translation>
    </message>
    <message>
        <source>Next citation</source>
        <translation>Следующая ссылка</translation>
    </message>
    <message>
        <source>Next column</source>
        <translation>Следующая колонка</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Следующая страница</translation>
    </message>
    <message>
        <source>Next page of the document</source>
        <translation>Следующая страница документа</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Следующий вопрос</translation>
    </message>
    <message>
        <source>No action is called like that</source>
        <translation>Такого действия нет</translation>
    </message>
    <message>
        <source>No batches yet. The first one can be made of a text file with a question on each line.</source>
        <translation>Серий пока нет. Первую можно составить из текстового файла, где на каждой строке вопрос.</translation>
    </message>
    <message>
        <source>No column is asked with the others</source>
        <translation>Ни одна колонка не спрашивается вместе с остальными</translation>
    </message>
    <message>
        <source>No difference can be told between these {count} yet</source>
        <translation>Разницы между участниками ({count}) пока не видно</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>Без папки</translation>
    </message>
    <message numerus="yes">
        <source>No item is like that. %n is/are hidden by the filters.</source>
        <translation>
            <numerusform>Таких материалов нет. Фильтры скрывают %n материал.</numerusform>
            <numerusform>Таких материалов нет. Фильтры скрывают %n материала.</numerusform>
            <numerusform>Таких материалов нет. Фильтры скрывают %n материалов.</numerusform>
        </translation>
    </message>
    <message>
        <source>No library</source>
        <translation>Без библиотеки</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Нет модели</translation>
    </message>
    <message>
        <source>No model in memory · {free} free for models</source>
        <translation>В памяти нет моделей · свободно для моделей: {free}</translation>
    </message>
    <message>
        <source>No model told how sure it was of this</source>
        <translation>Насколько модель была уверена, неизвестно</translation>
    </message>
    <message>
        <source>No model wrote this</source>
        <translation>Это написано не моделью</translation>
    </message>
    <message>
        <source>No part of Alcove has tried to connect to another computer. Should one try, it is written down here before it may: where to, what for, how much, and whether it was let through.</source>
        <translation>Ни одна часть Alcove не пыталась подключиться к другому компьютеру. Любая такая попытка будет записана здесь заранее: куда, зачем, сколько и разрешена ли.</translation>
    </message>
    <message>
        <source>No persona has that in it</source>
        <translation>Ни в одной роли этого нет</translation>
    </message>
    <message>
        <source>No prompt has that in it</source>
        <translation>Ни в одном шаблоне этого нет</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>нет пути к серверу</translation>
    </message>
    <message>
        <source>No search for this question finds it: {why}.</source>
        <translation>Поиск по этому вопросу его не находит: {why}.</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>на диске нет места</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>нет такого устройства или адреса</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>нет такого файла или папки</translation>
    </message>
    <message>
        <source>No votes yet</source>
        <translation>Голосов пока нет</translation>
    </message>
    <message>
        <source>Nobody answers at {host}.</source>
        <translation>{host} не отвечает.</translation>
    </message>
    <message>
        <source>Nobody in particular</source>
        <translation>Без роли</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>Ничего из этого</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>норвежский</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>это не папка</translation>
    </message>
    <message>
        <source>Not answered yet</source>
        <translation>Ответа ещё нет</translation>
    </message>
    <message>
        <source>Not compared with those above</source>
        <translation>Не сравнивались с теми, что выше</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Не найдено</translation>
    </message>
    <message>
        <source>Not read: {name}, because {why}</source>
        <translation>Не прочитано: {name} — {why}</translation>
    </message>
    <message>
        <source>Note {number}</source>
        <translation>Сноска {number}</translation>
    </message>
    <message>
        <source>Nothing can be read from there.</source>
        <translation>Прочитать оттуда ничего нельзя.</translation>
    </message>
    <message>
        <source>Nothing can go on with this answer but the model that wrote it.</source>
        <translation>Продолжить этот ответ может только написавшая его модель.</translation>
    </message>
    <message>
        <source>Nothing could be imported. {problem}</source>
        <translation>Ничего импортировать не удалось. {problem}</translation>
    </message>
    <message>
        <source>Nothing else has these keys.</source>
        <translation>Эти клавиши свободны.</translation>
    </message>
    <message>
        <source>Nothing found, in titles or in messages</source>
        <translation>Ничего не найдено ни в названиях, ни в сообщениях</translation>
    </message>
    <message>
        <source>Nothing in the library says so. The nearest passage:</source>
        <translation>В библиотеке этого нет. Ближайший отрывок:</translation>
    </message>
    <message>
        <source>Nothing in the library speaks of this.</source>
        <translation>В библиотеке об этом ничего нет.</translation>
    </message>
    <message>
        <source>Nothing is called like that</source>
        <translation>С таким названием ничего нет</translation>
    </message>
    <message>
        <source>Nothing is no address of a service.</source>
        <translation>Адрес службы не указан.</translation>
    </message>
    <message>
        <source>Nothing is read by itself until you go on. What was read stays searchable.</source>
        <translation>Само ничего не читается, пока вы не продолжите. В прочитанном можно искать.</translation>
    </message>
    <message>
        <source>Nothing is sent there by itself. If that is the right one, add it as the service&apos;s address.</source>
        <translation>Туда ничего не отправляется само. Если он верный, добавьте его как адрес службы.</translation>
    </message>
    <message>
        <source>Nothing leaves this computer, whatever is asked for.</source>
        <translation>Ничто не покидает этот компьютер, о чём бы ни попросили.</translation>
    </message>
    <message>
        <source>Nothing left this computer</source>
        <translation>Всё осталось здесь</translation>
    </message>
    <message>
        <source>Nothing left this computer, {refused}</source>
        <translation>Всё осталось здесь, {refused}</translation>
    </message>
    <message>
        <source>Nothing left today</source>
        <translation>Сегодня ничего не уходило</translation>
    </message>
    <message>
        <source>Nothing like it stands in the document now.</source>
        <translation>Ничего похожего в документе сейчас нет.</translation>
    </message>
    <message>
        <source>Nothing may leave this computer unless you ask for it.</source>
        <translation>Ничто не покидает этот компьютер, пока вы сами об этом не попросите.</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>Ничего нового</translation>
    </message>
    <message>
        <source>Nothing was asked yet</source>
        <translation>Вопросов ещё не было</translation>
    </message>
    <message>
        <source>Nothing was attempted that you had not asked for.</source>
        <translation>Не было попыток, о которых вы не просили.</translation>
    </message>
    <message>
        <source>Nothing was found for this question.</source>
        <translation>По этому вопросу ничего не найдено.</translation>
    </message>
    <message>
        <source>Nothing was refused</source>
        <translation>Ничего не отклонено</translation>
    </message>
    <message>
        <source>Nothing was said here yet.</source>
        <translation>Здесь ещё ничего не сказано.</translation>
    </message>
    <message>
        <source>Nothing was sent. If the server is yours and speaks plain http, give its address with http://.</source>
        <translation>Ничего не отправлено. Если сервер ваш и работает по http без шифрования, укажите адрес с http://.</translation>
    </message>
    <message>
        <source>Nothing was sent. If the server is yours, let this computer trust its certificate.</source>
        <translation>Ничего не отправлено. Если сервер ваш, сделайте его сертификат доверенным на этом компьютере.</translation>
    </message>
    <message>
        <source>Nothing was written</source>
        <translation>Ничего не написано</translation>
    </message>
    <message>
        <source>Now it is without keys.</source>
        <translation>Сейчас клавиш нет.</translation>
    </message>
    <message>
        <source>Now it is {keys}.</source>
        <translation>Сейчас это {keys}.</translation>
    </message>
    <message>
        <source>Number of words (top k)</source>
        <translation>Число слов (top k)</translation>
    </message>
    <message>
        <source>OCR</source>
        <translation>распознано</translation>
    </message>
    <message>
        <source>OCR, less sure</source>
        <translation>неуверенно</translation>
    </message>
    <message>
        <source>OCR, {sure} % sure</source>
        <translation>распознано, {sure} %</translation>
    </message>
    <message>
        <source>Obsidian vault</source>
        <translation>Хранилище Obsidian</translation>
    </message>
    <message>
        <source>Obsidian vault…</source>
        <translation>Хранилище Obsidian…</translation>
    </message>
    <message>
        <source>Of other programs on this computer</source>
        <translation>Модели других программ на этом компьютере</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Выкл.</translation>
    </message>
    <message>
        <source>Ollama, LM Studio, llama-server, vLLM or a service on the internet can answer too, once you switch it on. What runs beyond this computer is marked wherever it answers, and told before anything goes there.</source>
        <translation>Отвечать могут и Ollama, LM Studio, llama-server, vLLM или служба в интернете, если её включить. Всё, что работает вне этого компьютера, отмечено в каждом ответе, и об этом сообщается до отправки.</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Вкл.</translation>
    </message>
    <message>
        <source>On in the conversation</source>
        <translation>Дальше по беседе</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>На этом компьютере</translation>
    </message>
    <message>
        <source>One model could not answer</source>
        <translation>Одна модель не смогла ответить</translation>
    </message>
    <message>
        <source>One model is here, and nothing to compare it with</source>
        <translation>Модель одна, сравнить её не с чем</translation>
    </message>
    <message>
        <source>One of some</source>
        <translation>Один из вариантов</translation>
    </message>
    <message>
        <source>One passage says so, another one says otherwise: {why}.</source>
        <translation>Один отрывок это подтверждает, другой говорит иное: {why}.</translation>
    </message>
    <message>
        <source>One pattern a line, as in a .gitignore file. Nothing typed means everything.</source>
        <translation>По одному образцу в строке, как в файле .gitignore. Пустое поле — без ограничений.</translation>
    </message>
    <message>
        <source>One question on each line:
How long does tung oil take to dry?
Who pays for the boiler?</source>
        <translation>По вопросу на строке:
Сколько сохнет тунговое масло?
Кто платит за котёл?</translation>
    </message>
    <message>
        <source>Only a model that runs in Alcove can go on from another word</source>
        <translation>Продолжить с другого слова может только модель, которая работает в Alcove</translation>
    </message>
    <message>
        <source>Only for this question</source>
        <translation>Только для этого вопроса</translation>
    </message>
    <message>
        <source>Only here</source>
        <translation>Только здесь</translation>
    </message>
    <message>
        <source>Only pictures of your library are shown. Nothing is fetched because a model wrote it.</source>
        <translation>Показываются только изображения из вашей библиотеки. Ничего не загружается лишь потому, что это написала модель.</translation>
    </message>
    <message>
        <source>Only the first {most} of {count} files were taken</source>
        <translation>Взяты только первые файлы: {most} из {count}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Open as a conversation</source>
        <translation>Открыть как беседу</translation>
    </message>
    <message>
        <source>Open in Obsidian</source>
        <translation>Открыть в Obsidian</translation>
    </message>
    <message>
        <source>Open the chosen item</source>
        <translation>Открыть выбранный материал</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Открыть файл</translation>
    </message>
    <message>
        <source>Open the file of the document</source>
        <translation>Открыть файл документа</translation>
    </message>
    <message>
        <source>Open the item in its own application</source>
        <translation>Открыть материал в его приложении</translation>
    </message>
    <message>
        <source>Open the page in the browser</source>
        <translation>Открыть страницу в браузере</translation>
    </message>
    <message>
        <source>Open this link in your browser?</source>
        <translation>Открыть ссылку в браузере?</translation>
    </message>
    <message>
        <source>Open what is chosen in a list</source>
        <translation>Открыть выбранное в списке</translation>
    </message>
    <message>
        <source>OpenDocument sheet</source>
        <translation>таблица OpenDocument</translation>
    </message>
    <message>
        <source>OpenDocument slides</source>
        <translation>слайды OpenDocument</translation>
    </message>
    <message>
        <source>OpenDocument text</source>
        <translation>текст OpenDocument</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>действие запрещено</translation>
    </message>
    <message>
        <source>Other services</source>
        <translation>Сторонние службы</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>Убрать из папки</translation>
    </message>
    <message>
        <source>Outlook message</source>
        <translation>письмо Outlook</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>Предыдущая страница</translation>
    </message>
    <message>
        <source>Page before in the document</source>
        <translation>Предыдущая страница документа</translation>
    </message>
    <message>
        <source>Page of the document</source>
        <translation>Страница документа</translation>
    </message>
    <message>
        <source>Page {number}, nothing marked</source>
        <translation>Страница {number}, ничего не выделено</translation>
    </message>
    <message>
        <source>Page {number}, with the cited words marked</source>
        <translation>Страница {number}, цитируемые слова выделены</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Страниц</translation>
    </message>
    <message>
        <source>Pages of the item</source>
        <translation>Страницы материала</translation>
    </message>
    <message>
        <source>Passages only, no model wrote this</source>
        <translation>Только отрывки, без модели</translation>
    </message>
    <message>
        <source>Passages that came into consideration</source>
        <translation>Рассмотренные отрывки</translation>
    </message>
    <message>
        <source>Passages, about</source>
        <translation>Отрывки, примерно</translation>
    </message>
    <message>
        <source>Password of {name}</source>
        <translation>Пароль: {name}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Приостановить</translation>
    </message>
    <message>
        <source>Pause reading</source>
        <translation>Приостановить чтение</translation>
    </message>
    <message>
        <source>Pause reading {source}</source>
        <translation>Приостановить чтение: {source}</translation>
    </message>
    <message>
        <source>Pause the download of {name}</source>
        <translation>Приостановить загрузку {name}</translation>
    </message>
    <message>
        <source>Pause: {reading}</source>
        <translation>Приостановить: {reading}</translation>
    </message>
    <message>
        <source>Paused at {read}. Search goes by words until then, and nothing is read twice.</source>
        <translation>Приостановлено: прочитано {read}. До окончания поиск идёт по словам; ничего не читается дважды.</translation>
    </message>
    <message>
        <source>Paused at {read}. {name} answers until then, and nothing is read twice.</source>
        <translation>Приостановлено: прочитано {read}. До окончания ищет {name}; ничего не читается дважды.</translation>
    </message>
    <message>
        <source>Perhaps this network shows its own page first: open a browser, sign in there, and try again.</source>
        <translation>Возможно, эта сеть сначала показывает свою страницу: откройте браузер, войдите там и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>нет прав доступа</translation>
    </message>
    <message>
        <source>Persian</source>
        <translation>персидский</translation>
    </message>
    <message>
        <source>Personas</source>
        <translation>Роли</translation>
    </message>
    <message>
        <source>Pick a day</source>
        <translation>Выбрать день</translation>
    </message>
    <message>
        <source>Picture of the document</source>
        <translation>Изображение документа</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>Отрывков</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Закрепить</translation>
    </message>
    <message>
        <source>Pin the conversation, or unpin it</source>
        <translation>Закрепить или открепить беседу</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Закреплённые</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Место</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Баллы</translation>
    </message>
    <message>
        <source>Points come from all votes together (Bradley and Terry’s model, with ties). The mean is 1000; 400 points more mean being preferred ten times as often. In 95 of 100 cases the truth lies within the bar.</source>
        <translation>Баллы считаются по всем голосам сразу (модель Брэдли — Терри с учётом ничьих). Среднее — 1000; на 400 баллов больше — значит, модель предпочитают в десять раз чаще. В 95 случаях из 100 истинное значение лежит в пределах полосы.</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>польский</translation>
    </message>
    <message>
        <source>Poor pages</source>
        <translation>Плохие страницы</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>португальский</translation>
    </message>
    <message>
        <source>Precision of its memory</source>
        <translation>Точность кэша модели</translation>
    </message>
    <message>
        <source>Preparing the answer</source>
        <translation>Ответ готовится</translation>
    </message>
    <message>
        <source>Press a key together with Ctrl or Alt, or one of F1 to F12.</source>
        <translation>Нажмите клавишу вместе с Ctrl или Alt либо одну из F1–F12.</translation>
    </message>
    <message>
        <source>Press the keys</source>
        <translation>Нажмите клавиши</translation>
    </message>
    <message>
        <source>Press the new keys for {action}</source>
        <translation>Нажмите новые клавиши для «{action}»</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Приватность</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Процесс</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Потоки процессора</translation>
    </message>
    <message>
        <source>Processor threads a model uses; 0 means all cores.</source>
        <translation>Сколько потоков процессора занимает модель; 0 — все ядра.</translation>
    </message>
    <message>
        <source>Prompt: {title}</source>
        <translation>Шаблон: {title}</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Шаблоны</translation>
    </message>
    <message>
        <source>Prompts (*.json *.md)</source>
        <translation>Шаблоны (*.json *.md)</translation>
    </message>
    <message>
        <source>Put all of it in quotation marks, and \ before the inner one: &quot;a \&quot;b\&quot;&quot;.</source>
        <translation>Возьмите всё в кавычки, а перед внутренней поставьте \: &quot;a \&quot;b\&quot;&quot;.</translation>
    </message>
    <message>
        <source>Put away the check of: {claim}</source>
        <translation>Убрать проверку: {claim}</translation>
    </message>
    <message>
        <source>Put away what lies on top, else stop the answer</source>
        <translation>Убрать то, что сверху, иначе остановить ответ</translation>
    </message>
    <message>
        <source>Put away: {title}</source>
        <translation>Убрать: {title}</translation>
    </message>
    <message>
        <source>Put it in quotation marks: &quot;…&quot;.</source>
        <translation>Возьмите его в кавычки: &quot;…&quot;.</translation>
    </message>
    <message>
        <source>Put it into the input</source>
        <translation>Вставить в поле ввода</translation>
    </message>
    <message>
        <source>Put one in step again, or ask it in its own field.</source>
        <translation>Присоедините одну из них снова или задайте вопрос в её собственном поле.</translation>
    </message>
    <message>
        <source>Put this away</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Put this away (Esc)</source>
        <translation>Убрать (Esc)</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Вопрос</translation>
    </message>
    <message>
        <source>Question before</source>
        <translation>Предыдущий вопрос</translation>
    </message>
    <message>
        <source>Question {number}</source>
        <translation>Вопрос {number}</translation>
    </message>
    <message>
        <source>Questions (*.txt *.jsonl *.md);;All files (*)</source>
        <translation>Вопросы (*.txt *.jsonl *.md);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Questions about code on a small laptop.</source>
        <translation>Вопросы о коде на слабом ноутбуке.</translation>
    </message>
    <message>
        <source>Questions about your documents on a small laptop; it can think before it answers.</source>
        <translation>Вопросы о ваших документах на слабом ноутбуке; умеет размышлять перед ответом.</translation>
    </message>
    <message>
        <source>Questions go to {host}</source>
        <translation>Вопросы уходят на {host}</translation>
    </message>
    <message>
        <source>Questions you ask again and again</source>
        <translation>Вопросы, которые вы задаёте снова и снова</translation>
    </message>
    <message>
        <source>Questions, one on each line</source>
        <translation>Вопросы, по одному на строке</translation>
    </message>
    <message>
        <source>Quick short answers on an old or small laptop.</source>
        <translation>Быстрые короткие ответы на старом или слабом ноутбуке.</translation>
    </message>
    <message>
        <source>Raise context_tokens or lower evidence_tokens in the settings.</source>
        <translation>Увеличьте «Контекст» или уменьшите «Отрывки» в настройках.</translation>
    </message>
    <message>
        <source>Ratings</source>
        <translation>Рейтинг</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Прочитать заново</translation>
    </message>
    <message>
        <source>Read by OCR</source>
        <translation>Распознанные</translation>
    </message>
    <message>
        <source>Read for this conversation alone, where they lie</source>
        <translation>Файлы остаются на месте и читаются только для этой беседы</translation>
    </message>
    <message>
        <source>Read hidden files and folders too</source>
        <translation>Читать и скрытые файлы и папки</translation>
    </message>
    <message>
        <source>Read in part, for want of room: {names}</source>
        <translation>Прочитано частично, не хватило места: {names}</translation>
    </message>
    <message>
        <source>Read in part: {name}</source>
        <translation>Прочитано частично: {name}</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>Прочитать</translation>
    </message>
    <message>
        <source>Read it whole for every question of this conversation</source>
        <translation>Читать целиком для каждого вопроса этой беседы</translation>
    </message>
    <message>
        <source>Read only what matches</source>
        <translation>Читать только подходящее</translation>
    </message>
    <message>
        <source>Read scanned pages and pictures with OCR (Tesseract).</source>
        <translation>Распознавать текст сканов и изображений (Tesseract).</translation>
    </message>
    <message>
        <source>Read the chosen item again</source>
        <translation>Прочитать выбранный материал заново</translation>
    </message>
    <message>
        <source>Read what changes in the sources by itself, while Alcove is open.</source>
        <translation>Автоматически читать изменения в источниках, пока Alcove открыт.</translation>
    </message>
    <message>
        <source>Read what is new</source>
        <translation>Прочитать новое</translation>
    </message>
    <message>
        <source>Read what is new in {source}</source>
        <translation>Прочитать новое: {source}</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>диск доступен только для чтения</translation>
    </message>
    <message>
        <source>Read: {pages}</source>
        <translation>Прочитано: {pages}</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Читается</translation>
    </message>
    <message>
        <source>Reading has ended</source>
        <translation>Чтение закончено</translation>
    </message>
    <message>
        <source>Reading is paused</source>
        <translation>Чтение приостановлено</translation>
    </message>
    <message>
        <source>Reading is paused: resume</source>
        <translation>Чтение приостановлено: продолжить</translation>
    </message>
    <message>
        <source>Reading your library: {read}. Search goes by words until then.</source>
        <translation>Читается библиотека: {read}. До окончания поиск идёт по словам.</translation>
    </message>
    <message>
        <source>Reading your library: {read}. {name} answers until then.</source>
        <translation>Читается библиотека: {read}. До окончания ищет {name}.</translation>
    </message>
    <message>
        <source>Reading {done} of {total} tokens</source>
        <translation>Прочитано токенов: {done} из {total}</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>Читается {name}</translation>
    </message>
    <message>
        <source>Reading, explaining and writing code. Wants 16 GB.</source>
        <translation>Читает, объясняет и пишет код. Нужно 16 ГБ.</translation>
    </message>
    <message>
        <source>Reads many languages</source>
        <translation>Читает на многих языках</translation>
    </message>
    <message>
        <source>Reads the question</source>
        <translation>Читает вопрос</translation>
    </message>
    <message>
        <source>Reads the question: {share} %</source>
        <translation>Читает вопрос: {share} %</translation>
    </message>
    <message>
        <source>Reads {languages}</source>
        <translation>Языки: {languages}</translation>
    </message>
    <message numerus="yes">
        <source>Reads {languages} and %n more</source>
        <translation>
            <numerusform>Языки: {languages} и ещё %n</numerusform>
            <numerusform>Языки: {languages} и ещё %n</numerusform>
            <numerusform>Языки: {languages} и ещё %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Получено</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Отклонены</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Remove it and add it again.</source>
        <translation>Удалите её и добавьте снова.</translation>
    </message>
    <message>
        <source>Remove one to add another.</source>
        <translation>Уберите одну, чтобы добавить другую.</translation>
    </message>
    <message>
        <source>Remove some of them.</source>
        <translation>Удалите некоторые из них.</translation>
    </message>
    <message>
        <source>Remove the column</source>
        <translation>Убрать колонку</translation>
    </message>
    <message>
        <source>Remove the key it has</source>
        <translation>Удалить сохранённый ключ</translation>
    </message>
    <message>
        <source>Remove this batch</source>
        <translation>Удалить серию</translation>
    </message>
    <message>
        <source>Remove this column</source>
        <translation>Убрать эту колонку</translation>
    </message>
    <message>
        <source>Remove this match</source>
        <translation>Удалить поединок</translation>
    </message>
    <message>
        <source>Remove this question</source>
        <translation>Убрать этот вопрос</translation>
    </message>
    <message>
        <source>Remove {model}</source>
        <translation>Убрать {model}</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Удалить {name}</translation>
    </message>
    <message>
        <source>Remove {service}, and its key</source>
        <translation>Убрать {service} и её ключ</translation>
    </message>
    <message>
        <source>Remove {source} from the library; its files stay</source>
        <translation>Убрать {source} из библиотеки; файлы останутся</translation>
    </message>
    <message>
        <source>Remove “{question}”</source>
        <translation>Убрать «{question}»</translation>
    </message>
    <message>
        <source>Remove, its conversations stay</source>
        <translation>Удалить, оставив беседы</translation>
    </message>
    <message>
        <source>Remove; a file that was not downloaded here stays</source>
        <translation>Убрать; файл, загруженный не здесь, останется</translation>
    </message>
    <message>
        <source>Removed the folder {name}</source>
        <translation>Папка удалена: {name}</translation>
    </message>
    <message numerus="yes">
        <source>Removed the folder {name}; %n conversation(s) moved out</source>
        <translation>
            <numerusform>Папка удалена: {name}; из неё вынесена %n беседа</numerusform>
            <numerusform>Папка удалена: {name}; из неё вынесены %n беседы</numerusform>
            <numerusform>Папка удалена: {name}; из неё вынесено %n бесед</numerusform>
        </translation>
    </message>
    <message>
        <source>Removed “{question}” from your questions</source>
        <translation>Убрано из ваших вопросов: «{question}»</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
    <message>
        <source>Rename or move</source>
        <translation>Переименовать или переместить</translation>
    </message>
    <message>
        <source>Rename or move…</source>
        <translation>Переименовать или переместить…</translation>
    </message>
    <message>
        <source>Rename the conversation</source>
        <translation>Переименовать беседу</translation>
    </message>
    <message>
        <source>Rename the folder.</source>
        <translation>Переименуйте папку.</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Сбросить</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Сбросить всё</translation>
    </message>
    <message>
        <source>Reset all settings of {model}</source>
        <translation>Сбросить все настройки {model}</translation>
    </message>
    <message>
        <source>Reset the keys of {action}</source>
        <translation>Сбросить клавиши действия «{action}»</translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation>Перезапустить</translation>
    </message>
    <message>
        <source>Restore this version</source>
        <translation>Вернуть этот вариант</translation>
    </message>
    <message>
        <source>Rests at {done} of {all} answers; nothing is written twice</source>
        <translation>Приостановлено: готово ответов {done} из {all}, заново ничего не пишется</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Resume reading</source>
        <translation>Продолжить чтение</translation>
    </message>
    <message>
        <source>Rewriting and summarising, mostly in English.</source>
        <translation>Переписывание и пересказ, в основном по-английски.</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>румынский</translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>Место для ответа</translation>
    </message>
    <message>
        <source>Run `make run` once to fetch it.</source>
        <translation>Запустите один раз `make run`, чтобы загрузить её.</translation>
    </message>
    <message>
        <source>Run `make run` once to fetch the one that comes with Alcove.</source>
        <translation>Запустите один раз `make run`, чтобы загрузить ту, что поставляется с Alcove.</translation>
    </message>
    <message>
        <source>Run this in a terminal and choose the language in its installer, then try again.</source>
        <translation>Выполните это в терминале, выберите язык в установщике и повторите попытку.</translation>
    </message>
    <message>
        <source>Run this in a terminal, then try again.</source>
        <translation>Выполните это в терминале и повторите попытку.</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>русский</translation>
    </message>
    <message>
        <source>Russian above all: questions, summaries and letters in natural Russian. Wants 16 GB.</source>
        <translation>Прежде всего русский: вопросы, пересказы и письма на живом русском языке. Нужно 16 ГБ.</translation>
    </message>
    <message>
        <source>Russian, English</source>
        <translation>русский, английский</translation>
    </message>
    <message>
        <source>Said in the answer: {sentence}</source>
        <translation>Сказано в ответе: {sentence}</translation>
    </message>
    <message>
        <source>Sample library</source>
        <translation>Пример библиотеки</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>Сохранить в файл</translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation>Сохраните его в UTF-8.</translation>
    </message>
    <message>
        <source>Save it as a new one.</source>
        <translation>Сохраните как новое.</translation>
    </message>
    <message>
        <source>Save it to a file and drop that here.</source>
        <translation>Сохраните его в файл и перетащите сюда.</translation>
    </message>
    <message>
        <source>Save the answer one edits</source>
        <translation>Сохранить изменённый ответ</translation>
    </message>
    <message>
        <source>Save the arena</source>
        <translation>Сохранить данные арены</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>Сохранить журнал</translation>
    </message>
    <message>
        <source>Save the prompt or persona</source>
        <translation>Сохранить шаблон или роль</translation>
    </message>
    <message>
        <source>Save; the former version is kept</source>
        <translation>Сохранить; прежний вариант останется</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Сохранено</translation>
    </message>
    <message>
        <source>Scans and pictures</source>
        <translation>Сканы и изображения</translation>
    </message>
    <message>
        <source>Scroll sideways</source>
        <translation>Прокрутка по горизонтали</translation>
    </message>
    <message>
        <source>Scroll the columns together</source>
        <translation>Прокручивать колонки вместе</translation>
    </message>
    <message>
        <source>Scroll the columns together, or each alone</source>
        <translation>Прокручивать колонки вместе или по отдельности</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Найти</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>Поиск по беседам</translation>
    </message>
    <message>
        <source>Search goes on with the old one, and nothing is lost. {hint}</source>
        <translation>Поиск работает с прежней моделью, ничего не потеряно. {hint}</translation>
    </message>
    <message>
        <source>Search personas</source>
        <translation>Найти роль</translation>
    </message>
    <message>
        <source>Search prompts</source>
        <translation>Найти шаблон</translation>
    </message>
    <message>
        <source>Search the hub by name: qwen, mistral, e5</source>
        <translation>Искать по названию: qwen, mistral, e5</translation>
    </message>
    <message>
        <source>Search works by keyword only</source>
        <translation>Поиск идёт только по словам</translation>
    </message>
    <message>
        <source>Search works by keyword; sync again to complete it.</source>
        <translation>Поиск работает по словам; обновите источники ещё раз, чтобы завершить.</translation>
    </message>
    <message>
        <source>Searched by words only: {why}.</source>
        <translation>Поиск шёл только по словам: {why}.</translation>
    </message>
    <message>
        <source>Searches</source>
        <translation>Ищет</translation>
    </message>
    <message>
        <source>Searches now</source>
        <translation>Сейчас ищет</translation>
    </message>
    <message>
        <source>Searching the library</source>
        <translation>Поиск в библиотеке</translation>
    </message>
    <message>
        <source>Seconds the first word may take; a slow model gets less evidence, not under 400 tokens.</source>
        <translation>За сколько секунд должно появиться первое слово; медленная модель получает меньше отрывков, но не менее 400 токенов.</translation>
    </message>
    <message>
        <source>See it as it will look ({keys})</source>
        <translation>Показать, как это будет выглядеть ({keys})</translation>
    </message>
    <message>
        <source>See that it is there and yours.</source>
        <translation>Проверьте, что он на месте и доступен вам.</translation>
    </message>
    <message>
        <source>See the question as it will look</source>
        <translation>Показать, как будет выглядеть вопрос</translation>
    </message>
    <message>
        <source>See them</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>See to it that {path} can be removed.</source>
        <translation>Позаботьтесь, чтобы файл {path} можно было удалить.</translation>
    </message>
    <message>
        <source>See to it that {path} can be written.</source>
        <translation>Позаботьтесь, чтобы файл {path} можно было записать.</translation>
    </message>
    <message>
        <source>See to your account there.</source>
        <translation>Проверьте там свой счёт.</translation>
    </message>
    <message>
        <source>See what changed</source>
        <translation>Посмотреть, что изменилось</translation>
    </message>
    <message>
        <source>See what it thought</source>
        <translation>Показать размышления</translation>
    </message>
    <message>
        <source>See what the model would see</source>
        <translation>Показать, что увидит модель</translation>
    </message>
    <message>
        <source>See whether it is the file you meant.</source>
        <translation>Проверьте, тот ли это файл.</translation>
    </message>
    <message>
        <source>See your own questions</source>
        <translation>Показать ваши вопросы</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Начальное число</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Выделить всё</translation>
    </message>
    <message>
        <source>Select the words that answer the question first</source>
        <translation>Сначала выделите слова, которые отвечают на вопрос</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Отправить (Enter)</translation>
    </message>
    <message>
        <source>Send and use</source>
        <translation>Отправить и выбрать</translation>
    </message>
    <message>
        <source>Send the key all the same</source>
        <translation>Всё равно отправлять ключ</translation>
    </message>
    <message>
        <source>Send the question</source>
        <translation>Отправить вопрос</translation>
    </message>
    <message>
        <source>Send to this column (Enter)</source>
        <translation>Отправить в эту колонку (Enter)</translation>
    </message>
    <message>
        <source>Send your library to {host}?</source>
        <translation>Отправить библиотеку на {host}?</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Передано</translation>
    </message>
    <message>
        <source>Sent to {host}: your question</source>
        <translation>Отправлено на {host}: ваш вопрос</translation>
    </message>
    <message numerus="yes">
        <source>Sent to {host}: your question and %n passage(s)</source>
        <translation>
            <numerusform>Отправлено на {host}: ваш вопрос и %n отрывок</numerusform>
            <numerusform>Отправлено на {host}: ваш вопрос и %n отрывка</numerusform>
            <numerusform>Отправлено на {host}: ваш вопрос и %n отрывков</numerusform>
        </translation>
    </message>
    <message>
        <source>Serbian</source>
        <translation>сербский</translation>
    </message>
    <message>
        <source>Services: none; `alcove endpoints add URL` adds one.</source>
        <translation>Служб нет; добавить: `alcove endpoints add URL`.</translation>
    </message>
    <message>
        <source>Services: {names}.</source>
        <translation>Службы: {names}.</translation>
    </message>
    <message>
        <source>Set the context of this model under Other services to what it has there, or lower evidence_tokens.</source>
        <translation>Задайте контекст этой модели в разделе «Сторонние службы» таким, какой он там, или уменьшите «Отрывки» в настройках.</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Настройка</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Settings of the column</source>
        <translation>Настройки колонки</translation>
    </message>
    <message>
        <source>Settings, who answers and sources</source>
        <translation>Настройки, роль и источники</translation>
    </message>
    <message>
        <source>Several lines</source>
        <translation>Несколько строк</translation>
    </message>
    <message>
        <source>Short notes and sentences that mean the same in different languages.</source>
        <translation>Короткие заметки и фразы с одним смыслом на разных языках.</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>Show all of it (0)</source>
        <translation>Показать целиком (0)</translation>
    </message>
    <message>
        <source>Show all {count}</source>
        <translation>Показать все ({count})</translation>
    </message>
    <message>
        <source>Show at full size</source>
        <translation>Показать в полный размер</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Показать меньше</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message numerus="yes">
        <source>Show more of the %n rows below</source>
        <translation>
            <numerusform>Показать ещё %n строку ниже</numerusform>
            <numerusform>Показать ещё из %n строк ниже</numerusform>
            <numerusform>Показать ещё из %n строк ниже</numerusform>
        </translation>
    </message>
    <message>
        <source>Show only the items of {source}</source>
        <translation>Показать только материалы источника {source}</translation>
    </message>
    <message>
        <source>Show or hide the sources</source>
        <translation>Показать или скрыть источники</translation>
    </message>
    <message>
        <source>Show or hide what the model thought</source>
        <translation>Показать или скрыть размышления модели</translation>
    </message>
    <message>
        <source>Show the document in its folder</source>
        <translation>Показать документ в папке</translation>
    </message>
    <message>
        <source>Show the next version</source>
        <translation>Показать следующий вариант</translation>
    </message>
    <message>
        <source>Show the question</source>
        <translation>Показать вопрос</translation>
    </message>
    <message>
        <source>Show the version before</source>
        <translation>Показать предыдущий вариант</translation>
    </message>
    <message>
        <source>Show what followed</source>
        <translation>Показать, что было дальше</translation>
    </message>
    <message>
        <source>Show what it had written</source>
        <translation>Показать написанное</translation>
    </message>
    <message>
        <source>Show where the model was unsure</source>
        <translation>Показать, где модель сомневалась</translation>
    </message>
    <message>
        <source>Show where this came in the search for “{question}”, and keep the pair to measure by</source>
        <translation>Показать, какое место это заняло в поиске по вопросу «{question}», и сохранить пару для измерений</translation>
    </message>
    <message>
        <source>Shown at {scale}</source>
        <translation>Масштаб {scale}</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Ответы рядом</translation>
    </message>
    <message>
        <source>Slovak</source>
        <translation>словацкий</translation>
    </message>
    <message>
        <source>Slovenian</source>
        <translation>словенский</translation>
    </message>
    <message>
        <source>Small enough to come with Alcove, and too small to rely on. Add a larger model for good answers.</source>
        <translation>Достаточно мала, чтобы поставляться с Alcove, но слишком мала, чтобы на неё полагаться. Для хороших ответов добавьте модель крупнее.</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Что-то пошло не так</translation>
    </message>
    <message>
        <source>Something went wrong inside Alcove</source>
        <translation>В Alcove произошла ошибка</translation>
    </message>
    <message>
        <source>Something went wrong inside Alcove.</source>
        <translation>В Alcove произошла ошибка.</translation>
    </message>
    <message>
        <source>Sort by how it was read</source>
        <translation>По способу чтения</translation>
    </message>
    <message>
        <source>Sort by name</source>
        <translation>По названию</translation>
    </message>
    <message>
        <source>Sort by pages</source>
        <translation>По числу страниц</translation>
    </message>
    <message>
        <source>Sort by pieces</source>
        <translation>По числу отрывков</translation>
    </message>
    <message>
        <source>Sort by reason</source>
        <translation>По причине</translation>
    </message>
    <message>
        <source>Sort by source</source>
        <translation>По источнику</translation>
    </message>
    <message>
        <source>Sort by state</source>
        <translation>По состоянию</translation>
    </message>
    <message>
        <source>Sort the items</source>
        <translation>Сортировать материалы</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>Source changed: {name}</source>
        <translation>Источник изменился: {name}</translation>
    </message>
    <message>
        <source>Source gone: {name}</source>
        <translation>Источник исчез: {name}</translation>
    </message>
    <message>
        <source>Source {number}: {name}</source>
        <translation>Источник {number}: {name}</translation>
    </message>
    <message>
        <source>Source: {name}</source>
        <translation>Источник: {name}</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Источники</translation>
    </message>
    <message>
        <source>Sources are: {names}.</source>
        <translation>Есть источники: {names}.</translation>
    </message>
    <message>
        <source>Sources asked: {names}</source>
        <translation>Источники для вопроса: {names}</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>испанский</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>файл на сетевом диске больше не доступен</translation>
    </message>
    <message>
        <source>Start it, or empty the setting chroma_url to keep the index in this library.</source>
        <translation>Запустите его или очистите настройку chroma_url, чтобы держать индекс в этой библиотеке.</translation>
    </message>
    <message>
        <source>Start {service} and its server, then ask again.</source>
        <translation>Запустите {service} и её сервер, затем спросите снова.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Stop editing a message</source>
        <translation>Закончить правку сообщения</translation>
    </message>
    <message>
        <source>Stop importing</source>
        <translation>Остановить импорт</translation>
    </message>
    <message>
        <source>Stop it first, or wait until it is done.</source>
        <translation>Сначала остановите ответ или дождитесь его конца.</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>Остановить чтение</translation>
    </message>
    <message>
        <source>Stop reading for now</source>
        <translation>Остановить чтение на время</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Остановить ответ</translation>
    </message>
    <message>
        <source>Stop the answer (Esc)</source>
        <translation>Остановить ответ (Esc)</translation>
    </message>
    <message>
        <source>Stop the answer of the column</source>
        <translation>Остановить ответ колонки</translation>
    </message>
    <message>
        <source>Stop this answer</source>
        <translation>Остановить ответ</translation>
    </message>
    <message>
        <source>Stopped before the first word</source>
        <translation>Остановлено до первого слова</translation>
    </message>
    <message>
        <source>Stopped here</source>
        <translation>Остановлено здесь</translation>
    </message>
    <message>
        <source>Stopped. {told}</source>
        <translation>Остановлено. {told}</translation>
    </message>
    <message>
        <source>Such as Work/Contracts</source>
        <translation>Например, Работа/Договоры</translation>
    </message>
    <message>
        <source>Summaries, forms and business documents in a sober tone.</source>
        <translation>Пересказы, бланки и деловые документы в строгом тоне.</translation>
    </message>
    <message>
        <source>Sums and step-by-step reasoning for its size.</source>
        <translation>Для своего размера хорошо считает и рассуждает по шагам.</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>шведский</translation>
    </message>
    <message>
        <source>Switch it off: nothing is sent to it any more</source>
        <translation>Выключить: больше ничего не будет отправлено</translation>
    </message>
    <message>
        <source>Switch it on</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>Switch it on first.</source>
        <translation>Сначала включите её.</translation>
    </message>
    <message>
        <source>Switch it on in the settings, or with: alcove settings set web on</source>
        <translation>Включите её в настройках или командой alcove settings set web on</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>Switch the network on or off</source>
        <translation>Включить или отключить сеть</translation>
    </message>
    <message>
        <source>Switch {service} off instead.</source>
        <translation>Вместо этого выключите {service}.</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Table (*.csv);;JSON (*.json)</source>
        <translation>Таблица (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Метки</translation>
    </message>
    <message>
        <source>Take back what was changed in the text</source>
        <translation>Отменить изменения в тексте</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Take it off the list and add it again: what was embedded cannot be mixed.</source>
        <translation>Уберите её из списка и добавьте снова: векторы разных моделей нельзя смешивать.</translation>
    </message>
    <message>
        <source>Take it out of your own questions again</source>
        <translation>Убрать из своих вопросов</translation>
    </message>
    <message>
        <source>Take off the list; its files stay</source>
        <translation>Убрать из списка; файлы останутся</translation>
    </message>
    <message>
        <source>Take the keys away</source>
        <translation>Убрать клавиши</translation>
    </message>
    <message>
        <source>Take the keys of {action} away</source>
        <translation>Убрать клавиши действия «{action}»</translation>
    </message>
    <message>
        <source>Take {name} away</source>
        <translation>Убрать {name}</translation>
    </message>
    <message>
        <source>Take {name} off the list</source>
        <translation>Убрать {name} из списка</translation>
    </message>
    <message>
        <source>Take {name} out of the memory</source>
        <translation>Выгрузить {name} из памяти</translation>
    </message>
    <message>
        <source>Taken out of your questions again.</source>
        <translation>Убрано из ваших вопросов.</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>тамильский</translation>
    </message>
    <message>
        <source>Tatar</source>
        <translation>татарский</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>телугу</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Температура</translation>
    </message>
    <message>
        <source>Tesseract failed on it: {why}</source>
        <translation>Tesseract не справился: {why}</translation>
    </message>
    <message>
        <source>Tesseract lacks the language chosen for scans: {code}</source>
        <translation>в Tesseract нет языка, выбранного для сканов: {code}</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Текст документа</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>Текст шаблона</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>тайский</translation>
    </message>
    <message>
        <source>That cannot be a key.</source>
        <translation>Это не может быть ключом.</translation>
    </message>
    <message>
        <source>That nothing was found does not mean that it is wrong.</source>
        <translation>Если ничего не найдено, это ещё не значит, что утверждение неверно.</translation>
    </message>
    <message numerus="yes">
        <source>The %n best passage(s) for this question; no model read them, and {cited} are quoted.</source>
        <translation>
            <numerusform>%n лучший отрывок для этого вопроса; модель их не читала, процитировано {cited}.</numerusform>
            <numerusform>%n лучших отрывка для этого вопроса; модель их не читала, процитировано {cited}.</numerusform>
            <numerusform>%n лучших отрывков для этого вопроса; модель их не читала, процитировано {cited}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n best passage(s) for this question; the model read {read} and cites {cited}.</source>
        <translation>
            <numerusform>%n лучший отрывок для этого вопроса; модель прочитала {read}, процитировала {cited}.</numerusform>
            <numerusform>%n лучших отрывка для этого вопроса; модель прочитала {read}, процитировала {cited}.</numerusform>
            <numerusform>%n лучших отрывков для этого вопроса; модель прочитала {read}, процитировала {cited}.</numerusform>
        </translation>
    </message>
    <message>
        <source>The Chroma server at {url} does not answer.</source>
        <translation>Сервер Chroma по адресу {url} не отвечает.</translation>
    </message>
    <message>
        <source>The Chroma server is used from the next start, what concerns answers from the next question.</source>
        <translation>Сервер Chroma действует со следующего запуска, а то, что касается ответов, — со следующего вопроса.</translation>
    </message>
    <message>
        <source>The address is not encrypted: others on the way to {host} can read along, the key too.</source>
        <translation>Адрес не зашифрован: по пути к {host} всё, включая ключ, могут прочитать посторонние.</translation>
    </message>
    <message>
        <source>The address is not encrypted: others on the way to {host} can read along.</source>
        <translation>Адрес не зашифрован: по пути к {host} всё могут прочитать посторонние.</translation>
    </message>
    <message>
        <source>The address of a service holds no key and no password.</source>
        <translation>В адресе службы не бывает ключа и пароля.</translation>
    </message>
    <message>
        <source>The answer above</source>
        <translation>К ответу выше</translation>
    </message>
    <message>
        <source>The answer below</source>
        <translation>К ответу ниже</translation>
    </message>
    <message>
        <source>The answer could not be written.</source>
        <translation>Ответ написать не удалось.</translation>
    </message>
    <message>
        <source>The answer fills what the model sees at once.</source>
        <translation>Ответ занимает всё, что модель видит сразу.</translation>
    </message>
    <message>
        <source>The answer is here</source>
        <translation>Ответ здесь</translation>
    </message>
    <message numerus="yes">
        <source>The answer is there, with %n source(s)</source>
        <translation>
            <numerusform>Ответ готов, %n источник</numerusform>
            <numerusform>Ответ готов, %n источника</numerusform>
            <numerusform>Ответ готов, %n источников</numerusform>
        </translation>
    </message>
    <message>
        <source>The answer is there, with no sources</source>
        <translation>Ответ готов, без источников</translation>
    </message>
    <message>
        <source>The answer was stopped</source>
        <translation>Ответ остановлен</translation>
    </message>
    <message>
        <source>The answer&apos;s JSON schema cannot be followed.</source>
        <translation>Следовать схеме JSON для ответа невозможно.</translation>
    </message>
    <message>
        <source>The answer&apos;s JSON schema cannot be used: {error}</source>
        <translation>Не удаётся применить схему JSON для ответа: {error}</translation>
    </message>
    <message>
        <source>The answers are {letters}.</source>
        <translation>Есть ответы {letters}.</translation>
    </message>
    <message>
        <source>The arena compares models. Get one or two, or switch on a service that runs some.</source>
        <translation>На арене сравнивают модели. Загрузите одну-две или включите службу, где они работают.</translation>
    </message>
    <message numerus="yes">
        <source>The arena was saved as %n table(s) in {name}</source>
        <translation>
            <numerusform>Данные арены сохранены: %n таблица в {name}</numerusform>
            <numerusform>Данные арены сохранены: %n таблицы в {name}</numerusform>
            <numerusform>Данные арены сохранены: %n таблиц в {name}</numerusform>
        </translation>
    </message>
    <message>
        <source>The arena was saved as {name}</source>
        <translation>Данные арены сохранены в {name}</translation>
    </message>
    <message>
        <source>The beginning of the conversation, in a message</source>
        <translation>К началу беседы, из сообщения</translation>
    </message>
    <message>
        <source>The best first choice for a laptop with 8 GB: good answers from documents in most languages.</source>
        <translation>Лучший первый выбор для ноутбука с 8 ГБ: хорошие ответы по документам на большинстве языков.</translation>
    </message>
    <message>
        <source>The best writing of this list, for a computer with 16 GB and patience, or a graphics card.</source>
        <translation>Пишет лучше всех в этом списке; для компьютера с 16 ГБ и терпением или с видеокартой.</translation>
    </message>
    <message>
        <source>The change to {name} stopped: {why}</source>
        <translation>Переход на {name} остановлен: {why}</translation>
    </message>
    <message>
        <source>The connection to {host} broke off.</source>
        <translation>Соединение с {host} оборвалось.</translation>
    </message>
    <message>
        <source>The context of {model}</source>
        <translation>Контекст: {model}</translation>
    </message>
    <message>
        <source>The conversation</source>
        <translation>К беседе</translation>
    </message>
    <message>
        <source>The conversation as a tree</source>
        <translation>Беседа в виде дерева</translation>
    </message>
    <message>
        <source>The default {text} has a quotation mark inside.</source>
        <translation>Внутри значения по умолчанию {text} стоит кавычка.</translation>
    </message>
    <message>
        <source>The details are in the crash report.</source>
        <translation>Подробности — в отчёте о сбое.</translation>
    </message>
    <message>
        <source>The disk is full, so the last change was not saved.</source>
        <translation>Диск заполнен, поэтому последнее изменение не сохранено.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>Диск заполнен.</translation>
    </message>
    <message>
        <source>The download of {name} was interrupted; what has come is kept</source>
        <translation>Загрузка {name} прервана; загруженное сохранено</translation>
    </message>
    <message>
        <source>The embedding model cannot be used.</source>
        <translation>Модель поиска не работает.</translation>
    </message>
    <message>
        <source>The embedding model in {folder} is incomplete.</source>
        <translation>Модель поиска в {folder} неполна.</translation>
    </message>
    <message>
        <source>The embedding model {name} cannot be loaded: {error}</source>
        <translation>Не удаётся загрузить модель поиска {name}: {error}</translation>
    </message>
    <message>
        <source>The embedding model {name} cannot be used: {reason}.</source>
        <translation>Модель поиска {name} использовать нельзя: {reason}.</translation>
    </message>
    <message>
        <source>The embedding model {name} is not at {path} any more.</source>
        <translation>Модели поиска {name} больше нет по пути {path}.</translation>
    </message>
    <message>
        <source>The embedding model {name} is not installed, so search works by keyword only.</source>
        <translation>Модель поиска {name} не установлена, поэтому поиск идёт только по словам.</translation>
    </message>
    <message>
        <source>The end of the conversation, in a message</source>
        <translation>К концу беседы, из сообщения</translation>
    </message>
    <message>
        <source>The file has changed since it was read. This is the text as it was.</source>
        <translation>Файл изменился после чтения. Вот текст, каким он был.</translation>
    </message>
    <message>
        <source>The file is locked by its password. This is the text that was read with it.</source>
        <translation>Файл защищён паролем. Вот текст, прочитанный с этим паролем.</translation>
    </message>
    <message>
        <source>The file is not there now. This is the text as it was read.</source>
        <translation>Файла сейчас нет на месте. Вот текст, каким он был прочитан.</translation>
    </message>
    <message>
        <source>The file was written by a newer version of Alcove.</source>
        <translation>Файл записан более новой версией Alcove.</translation>
    </message>
    <message>
        <source>The file {file} cannot be read: {why}.</source>
        <translation>Не удаётся прочитать файл {file}: {why}.</translation>
    </message>
    <message>
        <source>The file {file} is not in UTF-8.</source>
        <translation>Файл {file} не в UTF-8.</translation>
    </message>
    <message>
        <source>The first to begin</source>
        <translation>Начала первой</translation>
    </message>
    <message>
        <source>The folder of an embedding model</source>
        <translation>Папка модели поиска</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be listed: {reason}.</source>
        <translation>Не удаётся просмотреть папку {folder}: {reason}.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made: {reason}.</source>
        <translation>Не удалось создать папку {folder}: {reason}.</translation>
    </message>
    <message>
        <source>The folder {folder} is no git repository.</source>
        <translation>Папка {folder} — не репозиторий git.</translation>
    </message>
    <message>
        <source>The folder {folder} is not there.</source>
        <translation>Папки {folder} нет на месте.</translation>
    </message>
    <message>
        <source>The frontmatter of {name} cannot be read in line {line}.</source>
        <translation>Не удаётся прочитать метаданные {name}, строка {line}.</translation>
    </message>
    <message>
        <source>The frontmatter of {name} cannot be read.</source>
        <translation>Не удаётся прочитать метаданные {name}.</translation>
    </message>
    <message>
        <source>The hub does not have {name} any more.</source>
        <translation>В каталоге моделей больше нет {name}.</translation>
    </message>
    <message>
        <source>The hub has closed {name}.</source>
        <translation>Каталог моделей закрыл {name}.</translation>
    </message>
    <message>
        <source>The hub has no {name}, or it is private.</source>
        <translation>В каталоге моделей нет {name}, или доступ закрыт.</translation>
    </message>
    <message numerus="yes">
        <source>The hub takes no more requests for %n minutes.</source>
        <translation>
            <numerusform>Каталог моделей не принимает запросов ещё %n минуту.</numerusform>
            <numerusform>Каталог моделей не принимает запросов ещё %n минуты.</numerusform>
            <numerusform>Каталог моделей не принимает запросов ещё %n минут.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The hub takes no more requests for %n seconds.</source>
        <translation>
            <numerusform>Каталог моделей не принимает запросов ещё %n секунду.</numerusform>
            <numerusform>Каталог моделей не принимает запросов ещё %n секунды.</numerusform>
            <numerusform>Каталог моделей не принимает запросов ещё %n секунд.</numerusform>
        </translation>
    </message>
    <message>
        <source>The hub takes no more requests for a while.</source>
        <translation>Каталог моделей пока не принимает запросов.</translation>
    </message>
    <message>
        <source>The index of the repository {folder} cannot be read: {reason}.</source>
        <translation>Не удаётся прочитать индекс репозитория {folder}: {reason}.</translation>
    </message>
    <message>
        <source>The key of {name}</source>
        <translation>Ключ: {name}</translation>
    </message>
    <message>
        <source>The key of {name} is kept until Alcove is closed</source>
        <translation>Ключ для {name} хранится до закрытия Alcove</translation>
    </message>
    <message>
        <source>The key of {name} was not kept: there is no safe place for it here, and Alcove writes no key into a file. It can be kept in memory until Alcove closes; you would have to give it again after that.</source>
        <translation>Ключ для {name} не сохранён: здесь нет надёжного места для него, а в файлы Alcove ключи не записывает. Его можно держать в памяти до закрытия Alcove; после этого ключ придётся ввести снова.</translation>
    </message>
    <message>
        <source>The key of {service}</source>
        <translation>Ключ {service}</translation>
    </message>
    <message>
        <source>The language model runtime cannot be loaded: {error}.</source>
        <translation>Не удаётся загрузить среду для языковых моделей: {error}.</translation>
    </message>
    <message>
        <source>The library at {folder} was written by a newer version of Alcove.</source>
        <translation>Библиотека в {folder} записана более новой версией Alcove.</translation>
    </message>
    <message>
        <source>The library does not hold this document any more. These are the words the answer was made from.</source>
        <translation>Этого документа в библиотеке больше нет. Вот слова, из которых составлен ответ.</translation>
    </message>
    <message>
        <source>The library does not say</source>
        <translation>В библиотеке ответа нет</translation>
    </message>
    <message>
        <source>The library does not say this.</source>
        <translation>В библиотеке этого нет.</translation>
    </message>
    <message>
        <source>The library does not say.</source>
        <translation>В библиотеке этого нет.</translation>
    </message>
    <message>
        <source>The library does not say. These passages come nearest:</source>
        <translation>В библиотеке ответа нет. Ближайшие отрывки:</translation>
    </message>
    <message>
        <source>The library holds no text of {uri}.</source>
        <translation>В библиотеке нет текста {uri}.</translation>
    </message>
    <message>
        <source>The library is empty, so there is nothing to check this against.</source>
        <translation>Библиотека пуста, сверить не с чем.</translation>
    </message>
    <message>
        <source>The library is empty. Add a source, or drop a folder anywhere on this window.</source>
        <translation>Библиотека пуста. Добавьте источник или перетащите папку в это окно.</translation>
    </message>
    <message>
        <source>The library knows none of these words: select some</source>
        <translation>Библиотека не знает этих слов: выделите нужные</translation>
    </message>
    <message>
        <source>The library&apos;s database cannot be written: {path}</source>
        <translation>Не удаётся записать базу данных библиотеки: {path}</translation>
    </message>
    <message>
        <source>The library&apos;s database is damaged: {path}</source>
        <translation>База данных библиотеки повреждена: {path}</translation>
    </message>
    <message>
        <source>The library&apos;s folder cannot be written: {why}.</source>
        <translation>Не удаётся записать в папку библиотеки: {why}.</translation>
    </message>
    <message>
        <source>The list of what left this computer was cleared</source>
        <translation>Журнал того, что покинуло этот компьютер, очищен</translation>
    </message>
    <message>
        <source>The list was saved as {name}</source>
        <translation>Журнал сохранён как {name}</translation>
    </message>
    <message>
        <source>The match is gone, and its vote with it</source>
        <translation>Поединок удалён вместе с голосом</translation>
    </message>
    <message>
        <source>The memory may have run out; close other programs and try it again.</source>
        <translation>Возможно, кончилась память; закройте другие программы и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The model cannot be saved: {reason}.</source>
        <translation>Не удалось сохранить модель: {reason}.</translation>
    </message>
    <message>
        <source>The model could not go on (llama_decode returned {n}).</source>
        <translation>Модель не смогла продолжить (llama_decode вернул {n}).</translation>
    </message>
    <message>
        <source>The model folder has {name} a thousand times.</source>
        <translation>В папке моделей уже тысяча файлов {name}.</translation>
    </message>
    <message>
        <source>The model {name} that puts passages in order cannot be loaded: {error}</source>
        <translation>Не удаётся загрузить модель {name}, которая упорядочивает отрывки: {error}</translation>
    </message>
    <message>
        <source>The models are answering</source>
        <translation>Модели отвечают</translation>
    </message>
    <message>
        <source>The name of a folder has at most {most} characters.</source>
        <translation>В имени папки не больше {most} знаков.</translation>
    </message>
    <message>
        <source>The name of the folder {folder} is no valid text.</source>
        <translation>Имя папки {folder} содержит недопустимые знаки.</translation>
    </message>
    <message>
        <source>The nearest passages are:</source>
        <translation>Ближайшие отрывки:</translation>
    </message>
    <message>
        <source>The network cannot be switched off: {reason}.</source>
        <translation>Не удалось выключить сеть: {reason}.</translation>
    </message>
    <message>
        <source>The network cannot be switched on: {reason}.</source>
        <translation>Не удалось включить сеть: {reason}.</translation>
    </message>
    <message>
        <source>The network is switched off for now; this switches it on.</source>
        <translation>Сеть сейчас выключена; это её включит.</translation>
    </message>
    <message>
        <source>The network is switched off: switch it on under Privacy, or with: alcove settings set network on</source>
        <translation>Сеть выключена: включите её в разделе «Приватность» или командой alcove settings set network on</translation>
    </message>
    <message>
        <source>The next part of the window</source>
        <translation>К следующей части окна</translation>
    </message>
    <message>
        <source>The next place</source>
        <translation>Следующее место</translation>
    </message>
    <message>
        <source>The option {text} has a quotation mark inside.</source>
        <translation>Внутри варианта {text} стоит кавычка.</translation>
    </message>
    <message>
        <source>The other answers do not speak of it, as far as their words show</source>
        <translation>Другие ответы об этом не говорят, насколько видно по словам</translation>
    </message>
    <message>
        <source>The page {url} asks programs not to keep it.</source>
        <translation>Страница {url} просит программы не хранить её.</translation>
    </message>
    <message>
        <source>The part of the window before</source>
        <translation>К предыдущей части окна</translation>
    </message>
    <message>
        <source>The password of {name}</source>
        <translation>Пароль: {name}</translation>
    </message>
    <message>
        <source>The persona changes nothing.</source>
        <translation>Роль ничего не меняет.</translation>
    </message>
    <message>
        <source>The picture cannot be kept: {why}.</source>
        <translation>Не удаётся сохранить изображение: {why}.</translation>
    </message>
    <message>
        <source>The picture cannot be shown. This is the text that was read in it.</source>
        <translation>Изображение не удаётся показать. Вот текст, который в нём распознан.</translation>
    </message>
    <message>
        <source>The picture on the clipboard cannot be used</source>
        <translation>Изображение из буфера обмена не подходит</translation>
    </message>
    <message>
        <source>The picture, nothing marked</source>
        <translation>Изображение, ничего не выделено</translation>
    </message>
    <message>
        <source>The picture, with the cited words marked</source>
        <translation>Изображение, цитируемые слова выделены</translation>
    </message>
    <message>
        <source>The place before</source>
        <translation>Предыдущее место</translation>
    </message>
    <message>
        <source>The prompt has no text.</source>
        <translation>В шаблоне нет текста.</translation>
    </message>
    <message>
        <source>The question as it was is kept</source>
        <translation>Прежний вопрос сохраняется</translation>
    </message>
    <message>
        <source>The question is a text, and tags are a list of texts.</source>
        <translation>Вопрос — это текст, метки — список текстов.</translation>
    </message>
    <message numerus="yes">
        <source>The question with its evidence is %n tokens long, and {model} sees {n}.</source>
        <translation>
            <numerusform>Вопрос с отрывками занимает %n токен, а {model} видит {n}.</numerusform>
            <numerusform>Вопрос с отрывками занимает %n токена, а {model} видит {n}.</numerusform>
            <numerusform>Вопрос с отрывками занимает %n токенов, а {model} видит {n}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The question with its evidence is about %n tokens long, and {model} sees {n}.</source>
        <translation>
            <numerusform>Вопрос с отрывками занимает около %n токена, а {model} видит {n}.</numerusform>
            <numerusform>Вопрос с отрывками занимает около %n токенов, а {model} видит {n}.</numerusform>
            <numerusform>Вопрос с отрывками занимает около %n токенов, а {model} видит {n}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The question with its passages is too long for {model}, which sees %n tokens there.</source>
        <translation>
            <numerusform>Вопрос с отрывками слишком длинный для {model}: там она видит %n токен.</numerusform>
            <numerusform>Вопрос с отрывками слишком длинный для {model}: там она видит %n токена.</numerusform>
            <numerusform>Вопрос с отрывками слишком длинный для {model}: там она видит %n токенов.</numerusform>
        </translation>
    </message>
    <message>
        <source>The question with its passages is too long for {model}.</source>
        <translation>Вопрос с отрывками слишком длинный для {model}.</translation>
    </message>
    <message>
        <source>The quickest</source>
        <translation>Самая быстрая</translation>
    </message>
    <message>
        <source>The quotation marks of the default {text} do not match.</source>
        <translation>Кавычки значения по умолчанию {text} не сходятся.</translation>
    </message>
    <message>
        <source>The quotation marks of the option {text} do not match.</source>
        <translation>Кавычки варианта {text} не сходятся.</translation>
    </message>
    <message>
        <source>The repository {folder} cannot be read: {reason}.</source>
        <translation>Не удаётся прочитать репозиторий {folder}: {reason}.</translation>
    </message>
    <message>
        <source>The repository {folder} has no revision {name}.</source>
        <translation>В репозитории {folder} нет ревизии {name}.</translation>
    </message>
    <message>
        <source>The same model is there twice.</source>
        <translation>Одна и та же модель указана дважды.</translation>
    </message>
    <message>
        <source>The same model with other settings</source>
        <translation>Та же модель с другими настройками</translation>
    </message>
    <message>
        <source>The same model with other settings…</source>
        <translation>Та же модель с другими настройками…</translation>
    </message>
    <message>
        <source>The same number makes the same choices again, above a temperature of 0.</source>
        <translation>То же число даёт тот же выбор слов при температуре выше 0.</translation>
    </message>
    <message>
        <source>The service does not say how many it sees.</source>
        <translation>Служба не сообщает, сколько токенов видит модель.</translation>
    </message>
    <message>
        <source>The settings are: {names}.</source>
        <translation>Настройки: {names}.</translation>
    </message>
    <message>
        <source>The source has changed since. These words no longer stand in it.</source>
        <translation>Источник с тех пор изменился. Этих слов в нём больше нет.</translation>
    </message>
    <message>
        <source>The source was removed from the library.</source>
        <translation>Источник убран из библиотеки.</translation>
    </message>
    <message>
        <source>The system’s keyring keeps it, for when the file changes. Where there is no keyring, Alcove knows it until it is closed.</source>
        <translation>Пароль хранится в связке ключей системы на случай, если файл изменится. Если её нет, Alcove помнит его до закрытия.</translation>
    </message>
    <message>
        <source>The text of a file</source>
        <translation>Текст файла</translation>
    </message>
    <message>
        <source>The tokenizer of the embedding model {name} cannot be read: {error}</source>
        <translation>Не удаётся прочитать токенизатор модели поиска {name}: {error}</translation>
    </message>
    <message>
        <source>The vector index cannot be used: {why}.</source>
        <translation>Векторный индекс не работает: {why}.</translation>
    </message>
    <message>
        <source>The vote does not count any more</source>
        <translation>Голос больше не учитывается</translation>
    </message>
    <message>
        <source>The weights of {name} are a pytorch_model.bin, a format that can hide a program.</source>
        <translation>Веса {name} лежат в pytorch_model.bin, а в таком файле может скрываться программа.</translation>
    </message>
    <message>
        <source>The window speaks another language from the next start.</source>
        <translation>Язык окна сменится после перезапуска.</translation>
    </message>
    <message>
        <source>The {name} process ended unexpectedly.</source>
        <translation>Процесс «{name}» неожиданно завершился.</translation>
    </message>
    <message>
        <source>The {size} that have come are deleted.</source>
        <translation>Уже загруженное ({size}) будет удалено.</translation>
    </message>
    <message>
        <source>There are no questions.</source>
        <translation>Вопросов нет.</translation>
    </message>
    <message>
        <source>There are none yet.</source>
        <translation>Пока нет ни одного.</translation>
    </message>
    <message>
        <source>There are {most} columns.</source>
        <translation>Колонок уже {most}.</translation>
    </message>
    <message>
        <source>There are: {names}.</source>
        <translation>Есть: {names}.</translation>
    </message>
    <message>
        <source>There is a folder {path} already.</source>
        <translation>Папка {path} уже есть.</translation>
    </message>
    <message>
        <source>There is already a source named {name}.</source>
        <translation>Источник {name} уже есть.</translation>
    </message>
    <message>
        <source>There is no batch {batch}.</source>
        <translation>Серии {batch} нет.</translation>
    </message>
    <message>
        <source>There is no computer named {host}, or no connection to look it up.</source>
        <translation>Компьютера {host} нет, или нет соединения, чтобы его найти.</translation>
    </message>
    <message>
        <source>There is no connection to {host}.</source>
        <translation>Нет соединения с {host}.</translation>
    </message>
    <message>
        <source>There is no embedding model named {name}.</source>
        <translation>Модели поиска с именем {name} нет.</translation>
    </message>
    <message>
        <source>There is no embedding model, so search works by keyword only.</source>
        <translation>Модели поиска нет, поэтому поиск идёт только по словам.</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>Файла {path} нет.</translation>
    </message>
    <message>
        <source>There is no folder {path}.</source>
        <translation>Папки {path} нет.</translation>
    </message>
    <message>
        <source>There is no kind of source named {name}.</source>
        <translation>Источников вида {name} нет.</translation>
    </message>
    <message>
        <source>There is no match {match}.</source>
        <translation>Поединка {match} нет.</translation>
    </message>
    <message>
        <source>There is no model named {name}.</source>
        <translation>Модели с именем {name} нет.</translation>
    </message>
    <message>
        <source>There is no model on this computer</source>
        <translation>На этом компьютере нет моделей</translation>
    </message>
    <message>
        <source>There is no model on this computer. Until one is added, answers are passages only.</source>
        <translation>На этом компьютере нет моделей. Пока модель не добавлена, ответы состоят только из отрывков.</translation>
    </message>
    <message>
        <source>There is no model to answer with.</source>
        <translation>Отвечать нечем: нет модели.</translation>
    </message>
    <message>
        <source>There is no model to compare with</source>
        <translation>Сравнить не с чем: нет моделей</translation>
    </message>
    <message>
        <source>There is no other model here, so answers are passages only.</source>
        <translation>Другой модели здесь нет, поэтому ответы состоят только из отрывков.</translation>
    </message>
    <message>
        <source>There is no page at {url}.</source>
        <translation>По адресу {url} нет страницы.</translation>
    </message>
    <message>
        <source>There is no persona named {name}.</source>
        <translation>Роли {name} нет.</translation>
    </message>
    <message>
        <source>There is no prompt in {place}.</source>
        <translation>В {place} нет шаблонов.</translation>
    </message>
    <message>
        <source>There is no prompt named {name}.</source>
        <translation>Шаблона {name} нет.</translation>
    </message>
    <message>
        <source>There is no room for {name} while another model answers.</source>
        <translation>Пока отвечает другая модель, для {name} нет места в памяти.</translation>
    </message>
    <message>
        <source>There is no service for models at {url}.</source>
        <translation>По адресу {url} нет службы моделей.</translation>
    </message>
    <message>
        <source>There is no service named {name}.</source>
        <translation>Службы с именем {name} нет.</translation>
    </message>
    <message>
        <source>There is no setting named {name}.</source>
        <translation>Настройки с именем {name} нет.</translation>
    </message>
    <message>
        <source>There is no source named {name}.</source>
        <translation>Источника {name} нет.</translation>
    </message>
    <message>
        <source>There is no such answer.</source>
        <translation>Такого ответа нет.</translation>
    </message>
    <message>
        <source>There is no such conversation.</source>
        <translation>Такой беседы нет.</translation>
    </message>
    <message>
        <source>There is no version {version}.</source>
        <translation>Версии {version} нет.</translation>
    </message>
    <message numerus="yes">
        <source>There is not enough memory to run {file} with a context of %n tokens.</source>
        <translation>
            <numerusform>Не хватает памяти, чтобы запустить {file} с контекстом в %n токен.</numerusform>
            <numerusform>Не хватает памяти, чтобы запустить {file} с контекстом в %n токена.</numerusform>
            <numerusform>Не хватает памяти, чтобы запустить {file} с контекстом в %n токенов.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing at {path}.</source>
        <translation>По пути {path} ничего нет.</translation>
    </message>
    <message>
        <source>There is nothing here that Alcove can run: no GGUF file, no safetensors embedder.</source>
        <translation>Здесь нет ничего, что Alcove может запустить: ни файла GGUF, ни модели поиска safetensors.</translation>
    </message>
    <message>
        <source>There is nothing in these answers to compare.</source>
        <translation>В этих ответах нечего сравнивать.</translation>
    </message>
    <message>
        <source>There is nothing in these sources that Alcove could read.</source>
        <translation>В этих источниках нет ничего, что Alcove может прочитать.</translation>
    </message>
    <message>
        <source>There is nothing in this claim to look for.</source>
        <translation>В этом утверждении нечего искать.</translation>
    </message>
    <message>
        <source>There is nothing to choose; go on to the next.</source>
        <translation>Выбирать не из чего, переходите к следующему.</translation>
    </message>
    <message>
        <source>There is one model only, and nothing to compare it with.</source>
        <translation>Модель всего одна, сравнить её не с чем.</translation>
    </message>
    <message>
        <source>They say the same</source>
        <translation>Говорят одно и то же</translation>
    </message>
    <message>
        <source>They stay on this computer until you paste them somewhere</source>
        <translation>Они останутся на этом компьютере, пока вы их куда-нибудь не вставите</translation>
    </message>
    <message>
        <source>Thinking first</source>
        <translation>Сначала размышлять</translation>
    </message>
    <message>
        <source>Thinking, see what</source>
        <translation>Размышляет, посмотреть</translation>
    </message>
    <message>
        <source>Thinks</source>
        <translation>Размышляет</translation>
    </message>
    <message>
        <source>This answer failed.</source>
        <translation>Этот ответ не удался.</translation>
    </message>
    <message>
        <source>This answer was stopped.</source>
        <translation>Этот ответ был остановлен.</translation>
    </message>
    <message>
        <source>This computer has no keyring</source>
        <translation>На этом компьютере нет связки ключей</translation>
    </message>
    <message>
        <source>This computer has no keyring to keep it in.</source>
        <translation>На этом компьютере нет связки ключей, чтобы его хранить.</translation>
    </message>
    <message>
        <source>This computer has {memory} of memory and {free} free on the disk: a model of up to about {size} runs on it.</source>
        <translation>У этого компьютера {memory} памяти и {free} свободно на диске: на нём работает модель примерно до {size}.</translation>
    </message>
    <message>
        <source>This conversation</source>
        <translation>Эта беседа</translation>
    </message>
    <message>
        <source>This disk cannot hold so large a file.</source>
        <translation>Этот диск не вмещает файлы такого размера.</translation>
    </message>
    <message>
        <source>This format is read through LibreOffice, which is not installed.</source>
        <translation>Этот формат читается через LibreOffice, а он не установлен.</translation>
    </message>
    <message>
        <source>This is a mistake in Alcove, not yours. Your files and conversations are safe. The details below stay on this computer until you copy them somewhere.</source>
        <translation>Это ошибка Alcove, а не ваша. Файлы и беседы целы. Подробности ниже останутся на этом компьютере, пока вы сами их куда-нибудь не скопируете.</translation>
    </message>
    <message>
        <source>This is how it stands now.</source>
        <translation>Это нынешний текст.</translation>
    </message>
    <message>
        <source>This leaves your computer. To read the page, Alcove asks its site for it, and the site learns your network address, as with a browser. Your files, questions and answers stay here.</source>
        <translation>Запрос уйдёт с этого компьютера. Чтобы прочитать страницу, Alcove запрашивает её у сайта, и сайт узнаёт ваш сетевой адрес, как при работе с браузером. Файлы, вопросы и ответы остаются здесь.</translation>
    </message>
    <message>
        <source>This leaves your computer. When one of its models answers, your question, the conversation so far and the passages found for it go to {host}. It stays off until you switch it on.</source>
        <translation>Данные уходят с этого компьютера. Когда отвечает модель этой службы, вопрос, предыдущая беседа и найденные отрывки отправляются на {host}. Служба выключена, пока вы её не включите.</translation>
    </message>
    <message>
        <source>This leaves your computer: the text of every document in your library, passage by passage, and every question you ask are sent to {host}. Search by words stays here.</source>
        <translation>Данные уходят с этого компьютера: текст каждого документа библиотеки, отрывок за отрывком, и каждый ваш вопрос отправляются на {host}. Поиск по словам остаётся здесь.</translation>
    </message>
    <message>
        <source>This model answers without thinking first.</source>
        <translation>Эта модель отвечает без размышлений.</translation>
    </message>
    <message>
        <source>This persona is deleted.</source>
        <translation>Эта роль удалена.</translation>
    </message>
    <message>
        <source>This persona was deleted too long ago.</source>
        <translation>Эта роль удалена слишком давно.</translation>
    </message>
    <message>
        <source>This prompt is deleted.</source>
        <translation>Этот шаблон удалён.</translation>
    </message>
    <message>
        <source>This prompt was deleted too long ago.</source>
        <translation>Этот шаблон удалён слишком давно.</translation>
    </message>
    <message>
        <source>This question</source>
        <translation>Этот вопрос</translation>
    </message>
    <message>
        <source>This runs on this computer: what it is asked stays here, unless that program sends it on, which Alcove cannot see.</source>
        <translation>Служба работает на этом компьютере: заданное ей остаётся здесь, если только сама программа не отправляет это дальше — этого Alcove не видит.</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>На этой неделе</translation>
    </message>
    <message>
        <source>Those of the library page, each with the passage you pointed out</source>
        <translation>Вопросы со страницы библиотеки, для каждого указан нужный отрывок</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Throw away the download of {name}</source>
        <translation>Удалить загрузку {name}</translation>
    </message>
    <message>
        <source>Throw away the download of {name}?</source>
        <translation>Удалить загрузку {name}?</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>Ничья</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Заголовок</translation>
    </message>
    <message>
        <source>Title</source>
        <comment>of a conversation</comment>
        <translation>Название</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Куда</translation>
    </message>
    <message>
        <source>To do that: alcove models remove --delete {name}</source>
        <translation>Для этого: alcove models remove --delete {name}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Tokens it sees at once</source>
        <translation>Сколько токенов видит сразу</translation>
    </message>
    <message>
        <source>Tokens it sees at once; more takes more memory. 0 means as many as the settings say.</source>
        <translation>Сколько токенов она видит сразу; чем больше, тем больше памяти. 0 — как в настройках.</translation>
    </message>
    <message>
        <source>Tokens of conversation and evidence a model may see at once.</source>
        <translation>Сколько токенов беседы и отрывков модель видит сразу.</translation>
    </message>
    <message>
        <source>Tokens of the question read by the model</source>
        <translation>Токены вопроса, прочитанные моделью</translation>
    </message>
    <message>
        <source>Too few votes to say which is better: {count} so far</source>
        <translation>Голосов мало, чтобы сказать, какая модель лучше: пока {count}</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>открыто слишком много файлов</translation>
    </message>
    <message>
        <source>Topics of the question</source>
        <translation>Темы вопроса</translation>
    </message>
    <message>
        <source>Topics, with commas between them</source>
        <translation>Темы через запятую</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Try again later, or look into that service.</source>
        <translation>Попробуйте позже или проверьте эту службу.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Попробуйте позже.</translation>
    </message>
    <message>
        <source>Try again later: what was downloaded so far is kept.</source>
        <translation>Попробуйте позже: загруженное сохранено.</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Попробовать</translation>
    </message>
    <message>
        <source>Try it again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Try the sample library</source>
        <translation>Попробовать на примере</translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n seconds.</source>
        <translation>
            <numerusform>Новая попытка через %n секунду.</numerusform>
            <numerusform>Новая попытка через %n секунды.</numerusform>
            <numerusform>Новая попытка через %n секунд.</numerusform>
        </translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>турецкий</translation>
    </message>
    <message>
        <source>Two answers are needed, to be compared.</source>
        <translation>Для сравнения нужны два ответа.</translation>
    </message>
    <message>
        <source>Type one; / puts a folder into another.</source>
        <translation>Введите его; знак / вкладывает одну папку в другую.</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>украинский</translation>
    </message>
    <message>
        <source>Undo</source>
        <comment>of a change</comment>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Unlikely words (min p)</source>
        <translation>Маловероятные слова (min p)</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>Выгрузить</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Открепить</translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation>урду</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Использовать</translation>
    </message>
    <message>
        <source>Use a prompt</source>
        <translation>Взять шаблон</translation>
    </message>
    <message>
        <source>Use a simpler schema.</source>
        <translation>Возьмите схему проще.</translation>
    </message>
    <message>
        <source>Use for search</source>
        <translation>Использовать для поиска</translation>
    </message>
    <message>
        <source>Use here too</source>
        <translation>Подключить</translation>
    </message>
    <message>
        <source>Use in this conversation</source>
        <translation>Взять в эту беседу</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Использовать</translation>
    </message>
    <message>
        <source>Use letters and digits with - or _ between them, at most {most}, such as {better}.</source>
        <translation>Буквы и цифры, между ними - или _, не больше {most} знаков, например {better}.</translation>
    </message>
    <message>
        <source>Use letters and digits with - or _ between them, at most {most}.</source>
        <translation>Буквы и цифры, между ними - или _, не больше {most} знаков.</translation>
    </message>
    <message>
        <source>Use letters, digits, spaces, - and _, a letter first; at most {most}.</source>
        <translation>Буквы, цифры, пробелы, - и _, первой буква; не больше {most} знаков.</translation>
    </message>
    <message>
        <source>Use one of: {names}.</source>
        <translation>Возможные: {names}.</translation>
    </message>
    <message>
        <source>Use that</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Use the https address of the service, or allow it explicitly.</source>
        <translation>Возьмите адрес службы с https или прямо разрешите это.</translation>
    </message>
    <message>
        <source>Use these keys</source>
        <translation>Назначить</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>Использовать {model}</translation>
    </message>
    <message>
        <source>Use {model} all the same?</source>
        <translation>Всё равно использовать {model}?</translation>
    </message>
    <message>
        <source>Use {model} of {program} here too</source>
        <translation>Подключить {model} из {program}</translation>
    </message>
    <message>
        <source>Use {name} for search</source>
        <translation>Выбрать {name} для поиска</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>Вариант {n}</translation>
    </message>
    <message>
        <source>Version {n} · now</source>
        <translation>Вариант {n} · сейчас</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>вьетнамский</translation>
    </message>
    <message>
        <source>Vote</source>
        <comment>to vote</comment>
        <translation>Голосовать</translation>
    </message>
    <message>
        <source>Vote</source>
        <translation>Голосование</translation>
    </message>
    <message>
        <source>Vote first.</source>
        <translation>Сначала проголосуйте.</translation>
    </message>
    <message>
        <source>Vote on {count}</source>
        <translation>Голосовать: {count}</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>Голоса</translation>
    </message>
    <message>
        <source>Votes on: {name}</source>
        <translation>Голоса: {name}</translation>
    </message>
    <message>
        <source>Wait for it, or stop it there.</source>
        <translation>Дождитесь конца или остановите загрузку там.</translation>
    </message>
    <message>
        <source>Wait until it has finished, or close it.</source>
        <translation>Подождите, пока он закончит, или закройте его.</translation>
    </message>
    <message>
        <source>Wait until the other one is done.</source>
        <translation>Дождитесь, пока будет готов другой ответ.</translation>
    </message>
    <message>
        <source>Waiting for the answer before</source>
        <translation>Ожидание предыдущего ответа</translation>
    </message>
    <message>
        <source>Waiting for {service}</source>
        <translation>Ожидание ответа: {service}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Ждёт своей очереди</translation>
    </message>
    <message>
        <source>Was stopped</source>
        <translation>Остановлено</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Слежение за источниками</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Веб-страница</translation>
    </message>
    <message>
        <source>Web pages</source>
        <translation>Веб-страницы</translation>
    </message>
    <message>
        <source>Web page…</source>
        <translation>Веб-страница…</translation>
    </message>
    <message>
        <source>Well-written answers in many languages; larger on the disk than its speed suggests.</source>
        <translation>Хорошо написанные ответы на многих языках; на диске больше, чем можно судить по скорости.</translation>
    </message>
    <message>
        <source>Well-written text and translation between many languages.</source>
        <translation>Хорошо написанный текст и перевод между многими языками.</translation>
    </message>
    <message>
        <source>What an answer is made from appears here, before its first word.</source>
        <translation>Здесь ещё до первого слова ответа появится то, из чего он составлен.</translation>
    </message>
    <message>
        <source>What answers are made from</source>
        <translation>На чём основаны ответы</translation>
    </message>
    <message>
        <source>What answers at {url} is a web page, and no model (status {n}).</source>
        <translation>По адресу {url} отвечает веб-страница, а не модель (код {n}).</translation>
    </message>
    <message>
        <source>What answers here was not asked for; try another.</source>
        <translation>Здесь отвечает не то, что запрашивалось; попробуйте другой адрес.</translation>
    </message>
    <message>
        <source>What came is kept. Ask again.</source>
        <translation>То, что пришло, сохранено. Спросите ещё раз.</translation>
    </message>
    <message>
        <source>What came of {file} is not what the hub states: its checksum is another.</source>
        <translation>Загруженный {file} не тот, что указан в каталоге: не сходится контрольная сумма.</translation>
    </message>
    <message>
        <source>What can stand here</source>
        <translation>Что можно вставить</translation>
    </message>
    <message>
        <source>What can: {settings}.</source>
        <translation>Могут отличаться: {settings}.</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Что изменилось</translation>
    </message>
    <message>
        <source>What changed in the answer</source>
        <translation>Что изменилось в ответе</translation>
    </message>
    <message>
        <source>What changed in the sources</source>
        <translation>Что изменилось в источниках</translation>
    </message>
    <message>
        <source>What goes with it</source>
        <translation>Дополнительно</translation>
    </message>
    <message>
        <source>What is asked, with variables such as {one} or {another}.
---
Below a line of three dashes: how to answer. That is not searched for.</source>
        <translation>Вопрос с полями, например {one} или {another}.
---
Под строкой из трёх дефисов — как отвечать. В поиске это не участвует.</translation>
    </message>
    <message>
        <source>What is being read</source>
        <translation>Что читается</translation>
    </message>
    <message>
        <source>What is found</source>
        <translation>Найденное</translation>
    </message>
    <message>
        <source>What is left empty is as the model is set. It counts from the next question on.</source>
        <translation>Пустые поля — как настроена модель. Действует со следующего вопроса.</translation>
    </message>
    <message>
        <source>What is left empty stays as the model is set. The file is loaded once for both.</source>
        <translation>Пустые поля остаются такими, как задано у модели. Файл загружается один раз для обоих участников.</translation>
    </message>
    <message>
        <source>What is read of {source}</source>
        <translation>Что читать: {source}</translation>
    </message>
    <message>
        <source>What is sent</source>
        <translation>Что отправляется</translation>
    </message>
    <message>
        <source>What is the question?</source>
        <translation>Какой вопрос задать?</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>What it has read takes less memory then: q8_0 half of it, hardly less exact</source>
        <translation>Прочитанное займёт меньше памяти: с q8_0 — вдвое, почти без потери точности</translation>
    </message>
    <message>
        <source>What it has read takes {size}</source>
        <translation>Прочитанное ею занимает {size}</translation>
    </message>
    <message>
        <source>What it needs is up to {service}.</source>
        <translation>Что ей нужно, решает {service}.</translation>
    </message>
    <message>
        <source>What its answers are made from: {words}</source>
        <translation>На чём основаны ответы: {words}</translation>
    </message>
    <message>
        <source>What left this computer</source>
        <translation>Что покинуло этот компьютер</translation>
    </message>
    <message>
        <source>What should Alcove read?</source>
        <translation>Что должен прочитать Alcove?</translation>
    </message>
    <message>
        <source>What the embedding model that answers has made is needed.</source>
        <translation>Векторы модели, которая сейчас ищет, нужны.</translation>
    </message>
    <message>
        <source>What the hub answered cannot be understood.</source>
        <translation>Ответ каталога моделей непонятен.</translation>
    </message>
    <message>
        <source>What the library says is still told first, and the two are told apart</source>
        <translation>Сначала всё равно говорится, что сказано в библиотеке; одно отделено от другого</translation>
    </message>
    <message>
        <source>What the model thought</source>
        <translation>Размышления модели</translation>
    </message>
    <message>
        <source>What the model would see</source>
        <translation>Что увидит модель</translation>
    </message>
    <message>
        <source>What was downloaded is kept.</source>
        <translation>Загруженное сохранено.</translation>
    </message>
    <message>
        <source>What was indexed stays.</source>
        <translation>Прочитанное раньше остаётся.</translation>
    </message>
    <message>
        <source>What was just told</source>
        <translation>К последнему уведомлению</translation>
    </message>
    <message>
        <source>What was kept of the service at {url} is damaged.</source>
        <translation>Сведения о службе {url} повреждены.</translation>
    </message>
    <message>
        <source>What was read of it before stays searchable.</source>
        <translation>Прочитанное раньше по-прежнему доступно для поиска.</translation>
    </message>
    <message>
        <source>What was said about “{words}”</source>
        <translation>Что сказано о «{words}»</translation>
    </message>
    <message>
        <source>What you ask stands here, by day. The dots above import what you asked elsewhere.</source>
        <translation>Здесь по дням собраны ваши беседы. Кнопка с точками вверху импортирует беседы из других программ.</translation>
    </message>
    <message>
        <source>What {host} answered cannot be understood.</source>
        <translation>Ответ {host} непонятен.</translation>
    </message>
    <message>
        <source>What {host} answers are no vectors.</source>
        <translation>{host} присылает не векторы.</translation>
    </message>
    <message>
        <source>What {host} answers is not what an embedding service answers.</source>
        <translation>{host} отвечает не так, как служба с моделями поиска.</translation>
    </message>
    <message>
        <source>What {service} answered cannot be understood.</source>
        <translation>Ответ {service} непонятен.</translation>
    </message>
    <message>
        <source>What “{name}” is stands in line {line} already, and otherwise.</source>
        <translation>Поле «{name}» уже описано в строке {line}, и по-другому.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Где</translation>
    </message>
    <message>
        <source>Where each passage came in the search, what was left out and why</source>
        <translation>Какое место каждый отрывок занял в поиске, что не вошло и почему</translation>
    </message>
    <message>
        <source>Where this stands in the conversation</source>
        <translation>Место в беседе</translation>
    </message>
    <message>
        <source>Which is better?</source>
        <translation>Какой лучше?</translation>
    </message>
    <message>
        <source>Which model answers</source>
        <translation>Какая модель отвечает</translation>
    </message>
    <message>
        <source>Which model answers you best?</source>
        <translation>Какая модель отвечает вам лучше?</translation>
    </message>
    <message>
        <source>Which models answer; names are told after the vote</source>
        <translation>Какие модели отвечают; имена откроются после голосования</translation>
    </message>
    <message>
        <source>Which sources are asked</source>
        <translation>В каких источниках искать</translation>
    </message>
    <message>
        <source>Whichever is chosen</source>
        <translation>Выбранная в беседе</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>Кто отвечает</translation>
    </message>
    <message>
        <source>Who answers, and how</source>
        <translation>Кто отвечает и как</translation>
    </message>
    <message>
        <source>Who answers, sources and instructions for all columns</source>
        <translation>Роль, источники и инструкции — для всех колонок</translation>
    </message>
    <message>
        <source>Who answers: {name}</source>
        <translation>Кто отвечает: {name}</translation>
    </message>
    <message>
        <source>Who answers: {name}, by default for this model</source>
        <translation>Кто отвечает: {name}, по умолчанию для этой модели</translation>
    </message>
    <message>
        <source>Why</source>
        <comment>these passages</comment>
        <translation>Почему</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Зачем</translation>
    </message>
    <message>
        <source>Why these passages</source>
        <translation>Почему эти отрывки</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Окно</translation>
    </message>
    <message>
        <source>With commas between</source>
        <translation>Через запятую</translation>
    </message>
    <message>
        <source>Withdraw that vote if it was a mistake.</source>
        <translation>Если это ошибка, отзовите голос.</translation>
    </message>
    <message>
        <source>Withdraw the vote</source>
        <translation>Отозвать голос</translation>
    </message>
    <message>
        <source>Won, tied, lost</source>
        <translation>Победы, ничьи, поражения</translation>
    </message>
    <message>
        <source>Words alone counted: the embedding model does not read the language of the question.</source>
        <translation>Учитывались только слова: модель поиска не знает языка вопроса.</translation>
    </message>
    <message>
        <source>Words alone counted: {why}.</source>
        <translation>Учитывались только слова: {why}.</translation>
    </message>
    <message>
        <source>Work in European languages on a computer with 16 GB.</source>
        <translation>Работа на европейских языках на компьютере с 16 ГБ.</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>Переносить длинные строки</translation>
    </message>
    <message>
        <source>Write &quot;…&quot; around all of it.</source>
        <translation>Заключите всё в &quot;…&quot;.</translation>
    </message>
    <message>
        <source>Write OWNER/REPOSITORY or OWNER/REPOSITORY/FILE.gguf.</source>
        <translation>Напишите ВЛАДЕЛЕЦ/РЕПОЗИТОРИЙ или ВЛАДЕЛЕЦ/РЕПОЗИТОРИЙ/ФАЙЛ.gguf.</translation>
    </message>
    <message>
        <source>Write a day such as 2026-03-31, today, or today - 30.</source>
        <translation>Напишите дату, например 2026-03-31, today или today - 30.</translation>
    </message>
    <message>
        <source>Write a number, such as 3 or 2.5.</source>
        <translation>Напишите число, например 3 или 2.5.</translation>
    </message>
    <message>
        <source>Write how it is to answer, or set something else of it.</source>
        <translation>Напишите, как ей отвечать, или задайте что-нибудь ещё.</translation>
    </message>
    <message>
        <source>Write it as it is, or as JSON: {json}</source>
        <translation>Запишите его как есть или в виде JSON: {json}</translation>
    </message>
    <message>
        <source>Write it between the braces: {example}.</source>
        <translation>Напишите его между скобками: {example}.</translation>
    </message>
    <message>
        <source>Write it in brackets: choice(formal, plain).</source>
        <translation>Напишите их в скобках: choice(официально, просто).</translation>
    </message>
    <message>
        <source>Write it like http://127.0.0.1:11434/v1, without a key.</source>
        <translation>Запишите его в виде http://127.0.0.1:11434/v1, без ключа.</translation>
    </message>
    <message>
        <source>Write it without a point.</source>
        <translation>Запишите без дробной части.</translation>
    </message>
    <message>
        <source>Write it without quotation marks: 0.7.</source>
        <translation>Запишите без кавычек: 0.7.</translation>
    </message>
    <message>
        <source>Write name: value, a line each.</source>
        <translation>Пишите «имя: значение», каждое на своей строке.</translation>
    </message>
    <message>
        <source>Write one of: {names}.</source>
        <translation>Допустимо: {names}.</translation>
    </message>
    <message>
        <source>Write the one for yes, a comma, and the one for no; put a text with a comma in &quot;&quot;.</source>
        <translation>Напишите текст для «да», запятую и текст для «нет»; текст с запятой возьмите в &quot;&quot;.</translation>
    </message>
    <message>
        <source>Write them as [&quot;a&quot;, &quot;b&quot;].</source>
        <translation>Запишите так: [&quot;a&quot;, &quot;b&quot;].</translation>
    </message>
    <message>
        <source>Write to this address?</source>
        <translation>Написать на этот адрес?</translation>
    </message>
    <message>
        <source>Write what is to be asked.</source>
        <translation>Напишите, о чём спрашивать.</translation>
    </message>
    <message>
        <source>Write yes or no.</source>
        <translation>Напишите yes или no.</translation>
    </message>
    <message>
        <source>Write {kind} alone, or choice(…).</source>
        <translation>Напишите просто {kind} или choice(…).</translation>
    </message>
    <message>
        <source>Write {kind}(…) with the closing bracket.</source>
        <translation>Напишите {kind}(…) с закрывающей скобкой.</translation>
    </message>
    <message>
        <source>Write {plain}, or import the prompt from its file.</source>
        <translation>Напишите {plain} или импортируйте шаблон из его файла.</translation>
    </message>
    <message>
        <source>Write {what} behind it, or {other} for braces that mean nothing.</source>
        <translation>Поставьте после него {what} или напишите {other}, если скобки ничего не значат.</translation>
    </message>
    <message>
        <source>Write {what} here.</source>
        <translation>Напишите здесь {what}.</translation>
    </message>
    <message numerus="yes">
        <source>Writes: %n words</source>
        <translation>
            <numerusform>Пишет: %n слово</numerusform>
            <numerusform>Пишет: %n слова</numerusform>
            <numerusform>Пишет: %n слов</numerusform>
        </translation>
    </message>
    <message>
        <source>Written by {model} at {host}</source>
        <translation>Написала модель {model} на {host}</translation>
    </message>
    <message>
        <source>Written by {model}, on this computer, by {service}</source>
        <translation>Написала модель {model} на этом компьютере, служба {service}</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Да</translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation>Да или нет</translation>
    </message>
    <message>
        <source>Yes/no has more than two texts.</source>
        <translation>У «да/нет» больше двух текстов.</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Вчера</translation>
    </message>
    <message>
        <source>You asked: {question}</source>
        <translation>Ваш вопрос: {question}</translation>
    </message>
    <message>
        <source>You can also drop a folder anywhere on this window.</source>
        <translation>Папку можно и просто перетащить в это окно.</translation>
    </message>
    <message>
        <source>You found all of them bad</source>
        <translation>Все ответы вы сочли плохими</translation>
    </message>
    <message>
        <source>You found all of them bad, and withdrew that</source>
        <translation>Все ответы вы сочли плохими, но отозвали голос</translation>
    </message>
    <message>
        <source>You found them equally good</source>
        <translation>Вы сочли ответы равными</translation>
    </message>
    <message>
        <source>You found them equally good, and withdrew that</source>
        <translation>Вы сочли ответы равными, но отозвали голос</translation>
    </message>
    <message>
        <source>You preferred {name}</source>
        <translation>Вы предпочли {name}</translation>
    </message>
    <message>
        <source>You preferred {name}, and withdrew that</source>
        <translation>Вы предпочли {name}, но отозвали голос</translation>
    </message>
    <message numerus="yes">
        <source>Your %n question(s)</source>
        <translation>
            <numerusform>Ваших вопросов: %n</numerusform>
            <numerusform>Ваших вопросов: %n</numerusform>
            <numerusform>Ваших вопросов: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Your files and conversations are safe, and what was written is kept.</source>
        <translation>Файлы и беседы целы, написанное сохранено.</translation>
    </message>
    <message>
        <source>Your files and conversations are safe.</source>
        <translation>Файлы и беседы целы.</translation>
    </message>
    <message>
        <source>Your files, questions and answers stay here. Should anything try to connect elsewhere, it is listed.</source>
        <translation>Ваши файлы, вопросы и ответы остаются здесь. Если что-то попытается подключиться вовне, это попадёт в журнал.</translation>
    </message>
    <message>
        <source>Your library holds {languages} too, which this model does not read: there, search goes by words alone.</source>
        <translation>В библиотеке есть тексты и на других языках ({languages}), которых эта модель не знает: в них поиск идёт только по словам.</translation>
    </message>
    <message>
        <source>Your next question goes on from here</source>
        <translation>Следующий вопрос продолжит беседу отсюда</translation>
    </message>
    <message>
        <source>Your own questions</source>
        <translation>Ваши вопросы</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>Ваш вопрос</translation>
    </message>
    <message>
        <source>Your question and the passages found go to {hosts}</source>
        <translation>Вопрос и найденные отрывки уйдут на {hosts}</translation>
    </message>
    <message>
        <source>Your question and this conversation go to {hosts}</source>
        <translation>Вопрос и эта беседа уйдут на {hosts}</translation>
    </message>
    <message>
        <source>Your question as it will look</source>
        <translation>Как будет выглядеть ваш вопрос</translation>
    </message>
    <message>
        <source>Your question goes to {hosts}</source>
        <translation>Вопрос уйдёт на {hosts}</translation>
    </message>
    <message>
        <source>Your question to this column</source>
        <translation>Ваш вопрос этой колонке</translation>
    </message>
    <message>
        <source>Your question was sent to {host}</source>
        <translation>Вопрос отправлен на {host}</translation>
    </message>
    <message>
        <source>Your question, put differently</source>
        <translation>Ваш вопрос другими словами</translation>
    </message>
    <message numerus="yes">
        <source>Your question, this conversation and the %n document(s) with it go to {hosts}</source>
        <translation>
            <numerusform>Вопрос, эта беседа и %n документ к нему уйдут на {hosts}</numerusform>
            <numerusform>Вопрос, эта беседа и %n документа к нему уйдут на {hosts}</numerusform>
            <numerusform>Вопрос, эта беседа и %n документов к нему уйдут на {hosts}</numerusform>
        </translation>
    </message>
    <message>
        <source>Your question, this conversation and the passages found go to {hosts}</source>
        <translation>Вопрос, эта беседа и найденные отрывки уйдут на {hosts}</translation>
    </message>
    <message numerus="yes">
        <source>Your question, this conversation, the passages found and the %n document(s) with it go to {hosts}</source>
        <translation>
            <numerusform>Вопрос, эта беседа, найденные отрывки и %n документ к нему уйдут на {hosts}</numerusform>
            <numerusform>Вопрос, эта беседа, найденные отрывки и %n документа к нему уйдут на {hosts}</numerusform>
            <numerusform>Вопрос, эта беседа, найденные отрывки и %n документов к нему уйдут на {hosts}</numerusform>
        </translation>
    </message>
    <message>
        <source>Your questions</source>
        <translation>Ваши вопросы</translation>
    </message>
    <message>
        <source>Your version of the answer</source>
        <translation>Ваш вариант ответа</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Увеличить (+)</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Уменьшить (−)</translation>
    </message>
    <message>
        <source>[Errno {n}] {reason}</source>
        <translation>{reason} (ошибка {n})</translation>
    </message>
    <message>
        <source>[Errno {n}] {reason}: {path}</source>
        <translation>{reason}: {path} (ошибка {n})</translation>
    </message>
    <message>
        <source>`alcove arena batch` lists them.</source>
        <translation>`alcove arena batch` перечислит серии.</translation>
    </message>
    <message>
        <source>`alcove arena vote` shows the next one that waits.</source>
        <translation>`alcove arena vote` покажет следующий, который ждёт голоса.</translation>
    </message>
    <message>
        <source>`alcove conversations list` names all of them.</source>
        <translation>`alcove conversations list` перечислит все беседы.</translation>
    </message>
    <message>
        <source>`alcove coverage` lists what was read, and why others were not.</source>
        <translation>`alcove coverage` покажет, что прочитано, а что нет и почему.</translation>
    </message>
    <message>
        <source>`alcove doctor --rebuild` makes it anew.</source>
        <translation>`alcove doctor --rebuild` построит его заново.</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>дата</translation>
    </message>
    <message>
        <source>a line of text</source>
        <translation>строка текста</translation>
    </message>
    <message>
        <source>a link leads to it</source>
        <translation>на него ведёт ссылка</translation>
    </message>
    <message>
        <source>a little better, larger</source>
        <translation>немного лучше, больше</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>число</translation>
    </message>
    <message>
        <source>a poor scan, not searched</source>
        <translation>плохой скан, в поиске не участвует</translation>
    </message>
    <message>
        <source>a poor scan, not searched, {sure} % sure</source>
        <translation>плохой скан, в поиске не участвует, уверенность {sure} %</translation>
    </message>
    <message>
        <source>a program wrote the file for itself: exact versions and checksums of packages</source>
        <translation>программа записала файл для себя: версии и контрольные суммы пакетов</translation>
    </message>
    <message>
        <source>a question to {model}</source>
        <translation>вопрос к {model}</translation>
    </message>
    <message>
        <source>a source of the library</source>
        <translation>источник библиотеки</translation>
    </message>
    <message>
        <source>a week ago</source>
        <translation>неделю назад</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>целое число</translation>
    </message>
    <message>
        <source>added: {words}</source>
        <translation>добавлено: {words}</translation>
    </message>
    <message>
        <source>adds little</source>
        <translation>мало что добавляет</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>другой ключ</translation>
    </message>
    <message>
        <source>answer from</source>
        <translation>основа ответа</translation>
    </message>
    <message>
        <source>answered from: {what}</source>
        <translation>основа ответа: {what}</translation>
    </message>
    <message>
        <source>answers, {models}</source>
        <translation>отвечает, {models}</translation>
    </message>
    <message>
        <source>archive</source>
        <translation>архив</translation>
    </message>
    <message>
        <source>as in the settings</source>
        <translation>как в настройках</translation>
    </message>
    <message>
        <source>as in the settings: {value}</source>
        <translation>как в настройках: {value}</translation>
    </message>
    <message>
        <source>as it is set</source>
        <translation>как настроена</translation>
    </message>
    <message>
        <source>as the model has it; {help}</source>
        <translation>как у модели; {help}</translation>
    </message>
    <message>
        <source>as the service says</source>
        <translation>как сообщает служба</translation>
    </message>
    <message>
        <source>as {persona}</source>
        <translation>роль: {persona}</translation>
    </message>
    <message>
        <source>asked at {host}</source>
        <translation>запросы на {host}</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>проверяется</translation>
    </message>
    <message>
        <source>assembly</source>
        <translation>ассемблер</translation>
    </message>
    <message>
        <source>attached files, named only</source>
        <translation>приложенные файлы (только имена)</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>пакетный файл</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>читается</translation>
    </message>
    <message>
        <source>beyond this computer</source>
        <translation>вне этого компьютера</translation>
    </message>
    <message>
        <source>both cannot be true</source>
        <translation>вместе это не может быть верно</translation>
    </message>
    <message>
        <source>built for the processor alone</source>
        <translation>собрано только для процессора</translation>
    </message>
    <message>
        <source>built for {kinds}, but no graphics card is found, so models run on the processor</source>
        <translation>собрано для {kinds}, но видеокарта не найдена, поэтому модели работают на процессоре</translation>
    </message>
    <message>
        <source>built for {kinds}; {cards}</source>
        <translation>собрано для {kinds}; {cards}</translation>
    </message>
    <message>
        <source>by its neighbours alone</source>
        <translation>только благодаря соседним</translation>
    </message>
    <message>
        <source>by meaning {rank}</source>
        <translation>по смыслу {rank}</translation>
    </message>
    <message>
        <source>by words {rank}</source>
        <translation>по словам {rank}</translation>
    </message>
    <message>
        <source>calendar</source>
        <translation>календарь</translation>
    </message>
    <message>
        <source>can think before it answers</source>
        <translation>может размышлять перед ответом</translation>
    </message>
    <message>
        <source>can use tools</source>
        <translation>может использовать инструменты</translation>
    </message>
    <message>
        <source>cannot be reached; what was read stays</source>
        <translation>недоступно; прочитанное остаётся</translation>
    </message>
    <message>
        <source>canvas</source>
        <translation>холст</translation>
    </message>
    <message>
        <source>certificate has expired</source>
        <translation>срок его действия истёк</translation>
    </message>
    <message>
        <source>certificate is not yet valid</source>
        <translation>он ещё не вступил в силу</translation>
    </message>
    <message>
        <source>change of the embedding model</source>
        <translation>смена модели поиска</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>глава {number}</translation>
    </message>
    <message>
        <source>cited as {marks}</source>
        <translation>цитируется как {marks}</translation>
    </message>
    <message numerus="yes">
        <source>cites %n scan(s), at least {percent} % sure</source>
        <translation>
            <numerusform>ссылки на %n скан, уверенность не ниже {percent} %</numerusform>
            <numerusform>ссылки на %n скана, уверенность не ниже {percent} %</numerusform>
            <numerusform>ссылки на %n сканов, уверенность не ниже {percent} %</numerusform>
        </translation>
    </message>
    <message>
        <source>cites a scan, {percent} % sure</source>
        <translation>ссылка на скан, уверенность {percent} %</translation>
    </message>
    <message>
        <source>closed Alcove when it was used last</source>
        <translation>в прошлый раз из-за неё закрылся Alcove</translation>
    </message>
    <message>
        <source>comparing checksums, {percent} %</source>
        <translation>сверяются контрольные суммы, {percent} %</translation>
    </message>
    <message>
        <source>contacts</source>
        <translation>контакты</translation>
    </message>
    <message>
        <source>cosine {value}</source>
        <translation>косинус {value}</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>не читается</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d MMMM yyyy</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy</source>
        <translation>ddd, d MMMM yyyy</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>не отвечает</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>письмо</translation>
    </message>
    <message>
        <source>edited by you</source>
        <translation>исправлено вами</translation>
    </message>
    <message>
        <source>embedding model</source>
        <translation>модель поиска</translation>
    </message>
    <message>
        <source>embedding passages and questions with {model}</source>
        <translation>векторы отрывков и вопросов: {model}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>пусто</translation>
    </message>
    <message>
        <source>file</source>
        <translation>файл</translation>
    </message>
    <message>
        <source>first word {seconds} s</source>
        <translation>первое слово за {seconds} с</translation>
    </message>
    <message>
        <source>fits, but slowly: without a graphics card an answer takes minutes</source>
        <translation>поместится, но будет медленной: без видеокарты ответ занимает минуты</translation>
    </message>
    <message>
        <source>fits: needs about {size} of memory</source>
        <translation>поместится: нужно около {size} памяти</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>папка</translation>
    </message>
    <message>
        <source>from the model&apos;s general knowledge</source>
        <translation>из общих знаний модели</translation>
    </message>
    <message>
        <source>general knowledge</source>
        <translation>общие знания</translation>
    </message>
    <message>
        <source>goes to {host}</source>
        <translation>идёт на {host}</translation>
    </message>
    <message>
        <source>helped by its neighbours</source>
        <translation>выше благодаря соседним</translation>
    </message>
    <message>
        <source>here</source>
        <translation>здесь</translation>
    </message>
    <message>
        <source>how much it moved was not counted: a library’s own connection</source>
        <translation>объём не подсчитан: соединение открыл сторонний компонент</translation>
    </message>
    <message>
        <source>if it asks for one</source>
        <translation>если служба его требует</translation>
    </message>
    <message>
        <source>images, named only</source>
        <translation>изображения (только имена)</translation>
    </message>
    <message numerus="yes">
        <source>in %n answer(s) further off</source>
        <translation>
            <numerusform>ещё в %n ответе дальше</numerusform>
            <numerusform>ещё в %n ответах дальше</numerusform>
            <numerusform>ещё в %n ответах дальше</numerusform>
        </translation>
    </message>
    <message>
        <source>in the answer</source>
        <translation>в ответе</translation>
    </message>
    <message>
        <source>in the passage</source>
        <translation>в отрывке</translation>
    </message>
    <message>
        <source>in {name}</source>
        <translation>в {name}</translation>
    </message>
    <message>
        <source>in {name}</source>
        <comment>an answer</comment>
        <translation>у {name}</translation>
    </message>
    <message>
        <source>index</source>
        <translation>индекс</translation>
    </message>
    <message>
        <source>instructions to the model</source>
        <translation>инструкции для модели</translation>
    </message>
    <message>
        <source>it cannot be read any more: {why}</source>
        <translation>его больше не удаётся прочитать: {why}</translation>
    </message>
    <message>
        <source>it claims to have {pages} pages, and files are read up to {most}</source>
        <translation>в нём будто бы {pages} страниц, а читаются файлы до {most}</translation>
    </message>
    <message>
        <source>it crashed</source>
        <translation>сбой программы</translation>
    </message>
    <message>
        <source>it draws in other files or addresses (external entities), which are not followed</source>
        <translation>он подключает другие файлы или адреса (внешние сущности), а они не открываются</translation>
    </message>
    <message>
        <source>it holds more than {most} million characters of text</source>
        <translation>в нём больше {most} млн знаков текста</translation>
    </message>
    <message>
        <source>it holds more than {most} parts</source>
        <translation>в нём больше {most} частей</translation>
    </message>
    <message>
        <source>it holds too much text</source>
        <translation>в нём слишком много текста</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>это папка</translation>
    </message>
    <message>
        <source>it is a folder; folders are added to the library</source>
        <translation>это папка; папки добавляют в библиотеку</translation>
    </message>
    <message>
        <source>it is a picture</source>
        <translation>это изображение</translation>
    </message>
    <message>
        <source>it is a picture, and {why}</source>
        <translation>это изображение, а {why}</translation>
    </message>
    <message>
        <source>it is a repository of its own (a submodule): add it as a source</source>
        <translation>это отдельный репозиторий (подмодуль): добавьте его как источник</translation>
    </message>
    <message>
        <source>it is an archive inside an archive, and those are not unpacked</source>
        <translation>это архив внутри архива, такие не распаковываются</translation>
    </message>
    <message>
        <source>it is damaged inside its archive</source>
        <translation>он повреждён внутри архива</translation>
    </message>
    <message>
        <source>it is encrypted in a way Alcove does not know ({why})</source>
        <translation>он зашифрован неизвестным Alcove способом ({why})</translation>
    </message>
    <message>
        <source>it is nested too deeply to be read</source>
        <translation>вложенность слишком велика для чтения</translation>
    </message>
    <message>
        <source>it is not read yet</source>
        <translation>ещё не прочитан</translation>
    </message>
    <message>
        <source>it is packed by a method ({method}) Alcove cannot unpack</source>
        <translation>он сжат способом ({method}), который Alcove не умеет распаковывать</translation>
    </message>
    <message>
        <source>it is packed or locked in a way Alcove does not know ({why})</source>
        <translation>он сжат или защищён неизвестным Alcove способом ({why})</translation>
    </message>
    <message>
        <source>it is sent on from one address to the next without end</source>
        <translation>её без конца перенаправляют с адреса на адрес</translation>
    </message>
    <message>
        <source>it leads back to this computer</source>
        <translation>она перенаправляет обратно на этот компьютер</translation>
    </message>
    <message>
        <source>it lies too deep inside other files</source>
        <translation>он вложен в другие файлы слишком глубоко</translation>
    </message>
    <message>
        <source>it may be damaged, or of a kind this version does not know</source>
        <translation>возможно, она повреждена или такого вида, который эта версия не знает</translation>
    </message>
    <message>
        <source>it seems to be in a language that Tesseract lacks here ({languages})</source>
        <translation>похоже, он на языке, которого нет в Tesseract ({languages})</translation>
    </message>
    <message>
        <source>it takes Tesseract to read scans, and that is not installed</source>
        <translation>для чтения сканов нужна программа Tesseract, а она не установлена</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>it was deleted or moved away</source>
        <translation>он удалён или перемещён</translation>
    </message>
    <message>
        <source>it was named {name}</source>
        <translation>имя было {name}</translation>
    </message>
    <message numerus="yes">
        <source>it was not complete after %n seconds</source>
        <translation>
            <numerusform>не завершилось за %n секунду</numerusform>
            <numerusform>не завершилось за %n секунды</numerusform>
            <numerusform>не завершилось за %n секунд</numerusform>
        </translation>
    </message>
    <message>
        <source>it was not fetched, for the sync was cancelled</source>
        <translation>не загружена: обновление отменено</translation>
    </message>
    <message>
        <source>it was not read to its end</source>
        <translation>прочитано не до конца</translation>
    </message>
    <message>
        <source>items changed before that day, month or year began</source>
        <translation>материалы, изменённые до начала этого дня, месяца или года</translation>
    </message>
    <message>
        <source>items changed in that day, month or year, or later</source>
        <translation>материалы, изменённые в этот день, месяц, год или позже</translation>
    </message>
    <message>
        <source>items of a format, by its ending or its name</source>
        <translation>материалы одного формата, по окончанию или названию</translation>
    </message>
    <message>
        <source>items of a format, by its ending or its name: pdf, docx, markdown, python, image</source>
        <translation>материалы одного формата, по окончанию или названию: pdf, docx, markdown, python, image</translation>
    </message>
    <message>
        <source>items of the sources whose names begin so</source>
        <translation>материалы источников, чьи имена так начинаются</translation>
    </message>
    <message>
        <source>items whose path has a part that begins so</source>
        <translation>материалы, в пути которых есть часть с таким началом</translation>
    </message>
    <message>
        <source>items whose path has a part that begins so; path:/folder/ begins at the source&apos;s top</source>
        <translation>материалы, в пути которых есть часть с таким началом; path:/папка/ отсчитывается от начала источника</translation>
    </message>
    <message>
        <source>items whose title or file name holds it</source>
        <translation>материалы, в названии или имени файла которых это есть</translation>
    </message>
    <message>
        <source>items with the tag, or with one below it</source>
        <translation>материалы с этой меткой или вложенной в неё</translation>
    </message>
    <message>
        <source>its entities grow without bound, as in a “billion laughs” attack</source>
        <translation>его сущности растут без предела, как при атаке «billion laughs»</translation>
    </message>
    <message>
        <source>its host</source>
        <translation>имя узла</translation>
    </message>
    <message>
        <source>its meaning is not indexed yet</source>
        <translation>он ещё не внесён в индекс по смыслу</translation>
    </message>
    <message>
        <source>its own text</source>
        <translation>собственный текст</translation>
    </message>
    <message>
        <source>its page {page}</source>
        <translation>его страница {page}</translation>
    </message>
    <message>
        <source>its page {page}: {why}</source>
        <translation>его страница {page} ({why})</translation>
    </message>
    <message>
        <source>its site does not tell what may be read: robots.txt answers {n}</source>
        <translation>её сайт не говорит, что можно читать: robots.txt отвечает {n}</translation>
    </message>
    <message>
        <source>its source changed while this was written</source>
        <translation>его источник изменился, пока писался ответ</translation>
    </message>
    <message>
        <source>its source was taken out of the library</source>
        <translation>его источник убран из библиотеки</translation>
    </message>
    <message>
        <source>its source, {name}, was not asked</source>
        <translation>в его источнике, {name}, не искали</translation>
    </message>
    <message>
        <source>its text layer is garbage</source>
        <translation>её текстовый слой испорчен</translation>
    </message>
    <message>
        <source>its text layer is garbage, and {why}</source>
        <translation>её текстовый слой испорчен, а {why}</translation>
    </message>
    <message>
        <source>its vectors are not as long as it says</source>
        <translation>её векторы не той длины, какая указана</translation>
    </message>
    <message>
        <source>its {pages} pages are empty</source>
        <translation>страницы пусты ({pages})</translation>
    </message>
    <message>
        <source>judged by {model}</source>
        <translation>решила модель {model}</translation>
    </message>
    <message>
        <source>keyword index</source>
        <translation>индекс слов</translation>
    </message>
    <message>
        <source>last month</source>
        <translation>прошлый месяц</translation>
    </message>
    <message>
        <source>last year</source>
        <translation>прошлый год</translation>
    </message>
    <message>
        <source>left out, it came too far down</source>
        <translation>не вошёл, стоял слишком низко</translation>
    </message>
    <message>
        <source>left out, {why}</source>
        <translation>не вошёл, {why}</translation>
    </message>
    <message>
        <source>left out: {why}</source>
        <translation>не вошёл: {why}</translation>
    </message>
    <message>
        <source>let through</source>
        <translation>разрешено</translation>
    </message>
    <message>
        <source>letter: long text</source>
        <translation>письмо: long text</translation>
    </message>
    <message>
        <source>listed {rank} by the filters</source>
        <translation>{rank} по фильтрам</translation>
    </message>
    <message>
        <source>llama.cpp returned {n}</source>
        <translation>llama.cpp вернул {n}</translation>
    </message>
    <message>
        <source>llama.cpp, which runs the models, broke off; the fault lies there or in the model’s file.</source>
        <translation>Произошёл сбой в llama.cpp, который запускает модели; причина в нём или в файле модели.</translation>
    </message>
    <message>
        <source>lock file</source>
        <translation>файл блокировки версий</translation>
    </message>
    <message>
        <source>mailbox</source>
        <translation>почтовый ящик</translation>
    </message>
    <message>
        <source>max tokens</source>
        <translation>длина ответа</translation>
    </message>
    <message>
        <source>min p {value}</source>
        <translation>min p {value}</translation>
    </message>
    <message>
        <source>model</source>
        <translation>модель</translation>
    </message>
    <message>
        <source>most: number = 5</source>
        <translation>не больше: number = 5</translation>
    </message>
    <message>
        <source>name</source>
        <translation>имя</translation>
    </message>
    <message>
        <source>names its model</source>
        <translation>называет свою модель</translation>
    </message>
    <message>
        <source>nearly the original</source>
        <translation>почти как исходная</translation>
    </message>
    <message>
        <source>needs an account</source>
        <translation>нужна учётная запись</translation>
    </message>
    <message>
        <source>no copy of this page was kept</source>
        <translation>копия этой страницы не сохранилась</translation>
    </message>
    <message>
        <source>no embedding model is installed</source>
        <translation>не установлена модель поиска</translation>
    </message>
    <message>
        <source>no licence told</source>
        <translation>лицензия не указана</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>без ограничения</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>нет модели</translation>
    </message>
    <message>
        <source>no model wrote it</source>
        <translation>написано без модели</translation>
    </message>
    <message>
        <source>no passage that was found supports this sentence</source>
        <translation>ни один найденный отрывок не подтверждает это предложение</translation>
    </message>
    <message>
        <source>no room</source>
        <translation>не поместился</translation>
    </message>
    <message>
        <source>no room: the disk has {free} free</source>
        <translation>нет места: на диске свободно {free}</translation>
    </message>
    <message>
        <source>no text was found on it</source>
        <translation>текст на нём не найден</translation>
    </message>
    <message>
        <source>no word of the question stands in it</source>
        <translation>в нём нет ни одного слова вопроса</translation>
    </message>
    <message>
        <source>nobody asked for it</source>
        <translation>никто об этом не просил</translation>
    </message>
    <message>
        <source>nobody asked for it, {library} did</source>
        <translation>никто об этом не просил, кроме {library}</translation>
    </message>
    <message>
        <source>nobody in particular</source>
        <translation>без роли</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>none</source>
        <comment>keys</comment>
        <translation>нет</translation>
    </message>
    <message>
        <source>none of its {pages} pages has text that can be read: {why}</source>
        <translation>ни на одной из страниц ({pages}) нет читаемого текста: {why}</translation>
    </message>
    <message>
        <source>none of its {pages} pages holds text; they are pictures</source>
        <translation>на её страницах ({pages}) нет текста, это изображения</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>пока нет</translation>
    </message>
    <message>
        <source>not among the first {count}</source>
        <translation>не вошёл в первые {count}</translation>
    </message>
    <message>
        <source>not by meaning, for {why}</source>
        <translation>не по смыслу ({why})</translation>
    </message>
    <message>
        <source>not by words, for {why}</source>
        <translation>не по словам ({why})</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>не найдено</translation>
    </message>
    <message>
        <source>not found by meaning</source>
        <translation>не найден по смыслу</translation>
    </message>
    <message>
        <source>not found by words</source>
        <translation>не найден по словам</translation>
    </message>
    <message>
        <source>not quoted</source>
        <translation>не процитирован</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>не прочитано</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>ещё не прочитано</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>не сохранено</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>не задано</translation>
    </message>
    <message>
        <source>notebook</source>
        <translation>блокнот Jupyter</translation>
    </message>
    <message numerus="yes">
        <source>nothing came for %n seconds</source>
        <translation>
            <numerusform>%n секунду ничего не приходило</numerusform>
            <numerusform>%n секунды ничего не приходило</numerusform>
            <numerusform>%n секунд ничего не приходило</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing on it</source>
        <translation>пустая</translation>
    </message>
    <message>
        <source>nothing read yet</source>
        <translation>ещё ничего не прочитано</translation>
    </message>
    <message>
        <source>nothing that is searched stands there</source>
        <translation>там нет ничего, что входит в поиск</translation>
    </message>
    <message>
        <source>nothing that was found was taken to answer the question</source>
        <translation>ничего из найденного не сочтено ответом на вопрос</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>на этом компьютере</translation>
    </message>
    <message>
        <source>on this computer, by {service}</source>
        <translation>на этом компьютере, через {service}</translation>
    </message>
    <message>
        <source>one of some</source>
        <translation>один из вариантов</translation>
    </message>
    <message>
        <source>only here</source>
        <translation>только здесь</translation>
    </message>
    <message>
        <source>only if it wants one</source>
        <translation>только если служба его требует</translation>
    </message>
    <message>
        <source>only its beginning was read: the file has more than {most} cells</source>
        <translation>прочитано только начало: в файле больше {most} ячеек</translation>
    </message>
    <message>
        <source>only its beginning was read: the file holds too much text</source>
        <translation>прочитано только начало: в файле слишком много текста</translation>
    </message>
    <message>
        <source>only its beginning was read: {why}</source>
        <translation>прочитано только начало: {why}</translation>
    </message>
    <message>
        <source>only this page</source>
        <translation>только эта страница</translation>
    </message>
    <message>
        <source>or</source>
        <translation>или</translation>
    </message>
    <message>
        <source>out of reach</source>
        <translation>недоступно</translation>
    </message>
    <message>
        <source>own instructions</source>
        <translation>свои инструкции</translation>
    </message>
    <message>
        <source>packed file</source>
        <translation>сжатый файл</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>страница {number}</translation>
    </message>
    <message>
        <source>page {page} of {pages}</source>
        <translation>страница {page} из {pages}</translation>
    </message>
    <message>
        <source>parts of a kind unknown here</source>
        <translation>части неизвестного вида</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>патч</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>приостановлено</translation>
    </message>
    <message>
        <source>pausing</source>
        <translation>приостанавливается</translation>
    </message>
    <message>
        <source>place {place} of {all}</source>
        <translation>место {place} из {all}</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>плохо читается</translation>
    </message>
    <message>
        <source>poor, not searched</source>
        <translation>нечётко</translation>
    </message>
    <message>
        <source>poor, not searched, {sure} % sure</source>
        <translation>плохо, без поиска, {sure} %</translation>
    </message>
    <message>
        <source>poor, {sure} % sure</source>
        <translation>плохой скан, {sure} %</translation>
    </message>
    <message>
        <source>quotes: yes/no(Quote the words.) = yes</source>
        <translation>цитаты: yes/no(Приведи цитаты.) = yes</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитано</translation>
    </message>
    <message>
        <source>read by OCR</source>
        <translation>распознано</translation>
    </message>
    <message>
        <source>read by OCR, {percent} % sure</source>
        <translation>распознано, уверенность {percent} %</translation>
    </message>
    <message>
        <source>read by the model</source>
        <translation>прочитан моделью</translation>
    </message>
    <message>
        <source>reader</source>
        <translation>чтение</translation>
    </message>
    <message>
        <source>reading it needs more memory than a file is allowed</source>
        <translation>для чтения нужно больше памяти, чем отведено на файл</translation>
    </message>
    <message>
        <source>reading it took longer than {seconds} seconds</source>
        <translation>чтение заняло больше {seconds} с</translation>
    </message>
    <message>
        <source>reading scans (OCR) is switched off</source>
        <translation>распознавание сканов (OCR) выключено</translation>
    </message>
    <message>
        <source>reading the scan took longer than {seconds} seconds</source>
        <translation>чтение скана заняло больше {seconds} с</translation>
    </message>
    <message>
        <source>reading {suffix} files needs LibreOffice, which is not installed</source>
        <translation>для чтения файлов {suffix} нужен LibreOffice, а он не установлен</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>отклонено</translation>
    </message>
    <message>
        <source>refuses</source>
        <translation>отказ</translation>
    </message>
    <message>
        <source>removed: {words}</source>
        <translation>удалено: {words}</translation>
    </message>
    <message>
        <source>repeat penalty {value}</source>
        <translation>штраф за повторы {value}</translation>
    </message>
    <message>
        <source>saved page</source>
        <translation>сохранённая страница</translation>
    </message>
    <message>
        <source>says so where they do not answer</source>
        <translation>если ответа в них нет, так и скажет</translation>
    </message>
    <message>
        <source>says the same as another</source>
        <translation>повторяет другой отрывок</translation>
    </message>
    <message>
        <source>search index on a Chroma server</source>
        <translation>поисковый индекс на сервере Chroma</translation>
    </message>
    <message numerus="yes">
        <source>searched {done} of %n item(s)</source>
        <translation>
            <numerusform>просмотрено {done} из %n материала</numerusform>
            <numerusform>просмотрено {done} из %n материалов</numerusform>
            <numerusform>просмотрено {done} из %n материалов</numerusform>
        </translation>
    </message>
    <message>
        <source>seed</source>
        <translation>начальное число</translation>
    </message>
    <message numerus="yes">
        <source>sees %n token(s)</source>
        <translation>
            <numerusform>видит %n токен</numerusform>
            <numerusform>видит %n токена</numerusform>
            <numerusform>видит %n токенов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sees %n token(s), assumed</source>
        <translation>
            <numerusform>видит %n токен, предположительно</numerusform>
            <numerusform>видит %n токена, предположительно</numerusform>
            <numerusform>видит %n токенов, предположительно</numerusform>
        </translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>он самоподписанный</translation>
    </message>
    <message>
        <source>self-signed certificate in certificate chain</source>
        <translation>в цепочке есть самоподписанный сертификат</translation>
    </message>
    <message>
        <source>sent on to a cloud</source>
        <translation>передаётся в облако</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>файл настроек</translation>
    </message>
    <message>
        <source>several lines</source>
        <translation>несколько строк</translation>
    </message>
    <message>
        <source>shader</source>
        <translation>шейдер</translation>
    </message>
    <message>
        <source>sheet {name}</source>
        <translation>лист {name}</translation>
    </message>
    <message>
        <source>sheet {number}</source>
        <translation>лист {number}</translation>
    </message>
    <message>
        <source>shell</source>
        <translation>сценарий оболочки</translation>
    </message>
    <message>
        <source>since: date = today - 30</source>
        <translation>начиная с: date = today - 30</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>пропущено</translation>
    </message>
    <message>
        <source>slide {number}</source>
        <translation>слайд {number}</translation>
    </message>
    <message>
        <source>smaller, and worse</source>
        <translation>меньше и хуже</translation>
    </message>
    <message>
        <source>sound recordings</source>
        <translation>звукозаписи</translation>
    </message>
    <message>
        <source>sources</source>
        <translation>источники</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>остановлено</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>останавливается</translation>
    </message>
    <message>
        <source>subtitles</source>
        <translation>субтитры</translation>
    </message>
    <message>
        <source>tags</source>
        <translation>метки</translation>
    </message>
    <message>
        <source>tells the two apart</source>
        <translation>различает одно и другое</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>температура</translation>
    </message>
    <message>
        <source>temperature {value}</source>
        <translation>температура {value}</translation>
    </message>
    <message>
        <source>template</source>
        <translation>шаблон</translation>
    </message>
    <message>
        <source>terminal</source>
        <translation>терминал</translation>
    </message>
    <message>
        <source>text</source>
        <translation>текст</translation>
    </message>
    <message>
        <source>text: file</source>
        <translation>текст: file</translation>
    </message>
    <message>
        <source>the answer does not say what became of it</source>
        <translation>в ответе не сказано, что с ним стало</translation>
    </message>
    <message>
        <source>the answer was stopped before</source>
        <translation>ответ остановлен раньше</translation>
    </message>
    <message>
        <source>the archive holds more than {most} files</source>
        <translation>в архиве больше {most} файлов</translation>
    </message>
    <message>
        <source>the archive is damaged after {count} files</source>
        <translation>архив повреждён после файла № {count}</translation>
    </message>
    <message>
        <source>the archive is damaged or not what its name says</source>
        <translation>архив повреждён или не того формата</translation>
    </message>
    <message>
        <source>the best</source>
        <translation>лучший</translation>
    </message>
    <message>
        <source>the book is damaged or not what its name says</source>
        <translation>книга повреждена или не того формата</translation>
    </message>
    <message>
        <source>the book is protected against copying (DRM) and cannot be read</source>
        <translation>книга защищена от копирования (DRM), прочитать её нельзя</translation>
    </message>
    <message>
        <source>the document could not be read: {why}</source>
        <translation>документ не удалось прочитать: {why}</translation>
    </message>
    <message>
        <source>the document waits to be read</source>
        <translation>документ ждёт чтения</translation>
    </message>
    <message>
        <source>the embedding model does not read the language of the question</source>
        <translation>модель поиска не знает языка вопроса</translation>
    </message>
    <message>
        <source>the encoding of the text could not be recognised; save the file as UTF-8</source>
        <translation>не удалось распознать кодировку текста; сохраните файл в UTF-8</translation>
    </message>
    <message>
        <source>the file cannot be looked at: {reason}</source>
        <translation>не удаётся узнать о файле: {reason}</translation>
    </message>
    <message>
        <source>the file cannot be opened: {why}</source>
        <translation>файл не удаётся открыть: {why}</translation>
    </message>
    <message>
        <source>the file has no suffix that tells its format</source>
        <translation>у файла нет расширения, по которому виден формат</translation>
    </message>
    <message>
        <source>the file holds binary data, not text</source>
        <translation>в файле двоичные данные, а не текст</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>файл повреждён</translation>
    </message>
    <message>
        <source>the file is damaged ({why})</source>
        <translation>файл повреждён ({why})</translation>
    </message>
    <message>
        <source>the file is damaged or no e-mail: it has none of the headers of one</source>
        <translation>файл повреждён или это не письмо: нет ни одного заголовка</translation>
    </message>
    <message>
        <source>the file is damaged or no mailbox: it does not begin with a message</source>
        <translation>файл повреждён или это не почтовый ящик: он начинается не с письма</translation>
    </message>
    <message>
        <source>the file is damaged or not a PDF</source>
        <translation>файл повреждён или это не PDF</translation>
    </message>
    <message>
        <source>the file is damaged or not a canvas</source>
        <translation>файл повреждён или это не холст</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says</source>
        <translation>файл повреждён или не того формата</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says: it is XML of a kind Alcove does not read</source>
        <translation>файл повреждён или не того формата: это XML, который Alcove не читает</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says: it is a document of another kind</source>
        <translation>файл повреждён или не того формата: это документ другого вида</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says: it is a zip archive with no office document in it</source>
        <translation>файл повреждён или не того формата: это zip без офисного документа</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says: it is an old binary file of another kind</source>
        <translation>файл повреждён или не того формата: это старый двоичный файл другого вида</translation>
    </message>
    <message>
        <source>the file is damaged or not what its name says: it is no message of Outlook&apos;s</source>
        <translation>файл повреждён или не того формата: это не письмо Outlook</translation>
    </message>
    <message>
        <source>the file is damaged or unusual ({why})</source>
        <translation>файл повреждён или необычен ({why})</translation>
    </message>
    <message>
        <source>the file is damaged, or written by a program from before 1997 ({why})</source>
        <translation>файл повреждён или записан программой старше 1997 года ({why})</translation>
    </message>
    <message>
        <source>the file is damaged: it has no text part</source>
        <translation>файл повреждён: в нём нет части с текстом</translation>
    </message>
    <message>
        <source>the file is damaged: it is no JSON, as notebooks are</source>
        <translation>файл повреждён: это не JSON, как положено блокноту</translation>
    </message>
    <message>
        <source>the file is damaged: its part {name} is not sound XML</source>
        <translation>файл повреждён: в части {name} испорченный XML</translation>
    </message>
    <message>
        <source>the file is damaged: its part {part} cannot be unpacked</source>
        <translation>файл повреждён: часть {part} не распаковывается</translation>
    </message>
    <message>
        <source>the file is damaged: its part {part} is missing</source>
        <translation>файл повреждён: нет части {part}</translation>
    </message>
    <message>
        <source>the file is damaged: its text is missing</source>
        <translation>файл повреждён: в нём нет текста</translation>
    </message>
    <message>
        <source>the file is damaged: the part with its text is missing</source>
        <translation>файл повреждён: нет части с текстом</translation>
    </message>
    <message>
        <source>the file is damaged: the workbook has no sheets</source>
        <translation>файл повреждён: в книге нет листов</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>файл пуст</translation>
    </message>
    <message>
        <source>the file is encrypted and needs a password</source>
        <translation>файл зашифрован, нужен пароль</translation>
    </message>
    <message>
        <source>the file is encrypted and needs a password; the one given does not open it</source>
        <translation>файл зашифрован, нужен пароль; указанный не подходит</translation>
    </message>
    <message>
        <source>the file is encrypted with AES, which Alcove cannot open; unpack the archive</source>
        <translation>файл зашифрован AES, Alcove его не откроет; распакуйте архив</translation>
    </message>
    <message>
        <source>the file is encrypted with a password; save a copy without one to have it read</source>
        <translation>файл защищён паролем; сохраните копию без пароля, чтобы её прочитать</translation>
    </message>
    <message>
        <source>the file is minified or generated: most of it stands in lines of thousands of characters</source>
        <translation>файл сжат или создан программой: почти весь он в строках из тысяч знаков</translation>
    </message>
    <message>
        <source>the file is not a notebook: it has no cells</source>
        <translation>файл — не блокнот: в нём нет ячеек</translation>
    </message>
    <message>
        <source>the file is too large: {size} MB, and its format is read up to {most} MB</source>
        <translation>файл слишком велик: {size} МБ, а файлы этого формата читаются до {most} МБ</translation>
    </message>
    <message>
        <source>the filters of the question leave it out</source>
        <translation>его исключают фильтры вопроса</translation>
    </message>
    <message numerus="yes">
        <source>the first %n turn(s)</source>
        <translation>
            <numerusform>%n вопрос с ответом из начала беседы</numerusform>
            <numerusform>%n вопроса с ответами из начала беседы</numerusform>
            <numerusform>%n вопросов с ответами из начала беседы</numerusform>
        </translation>
    </message>
    <message>
        <source>the folder cannot be listed: {reason}</source>
        <translation>не удаётся просмотреть папку: {reason}</translation>
    </message>
    <message>
        <source>the library does not hold it any more</source>
        <translation>в библиотеке его больше нет</translation>
    </message>
    <message>
        <source>the library does not hold this document</source>
        <translation>этого документа в библиотеке нет</translation>
    </message>
    <message>
        <source>the library was not asked</source>
        <translation>без обращения к библиотеке</translation>
    </message>
    <message>
        <source>the model alone, nothing is searched</source>
        <translation>только модель, без поиска</translation>
    </message>
    <message>
        <source>the new {wanted} is now {name}</source>
        <translation>новый {wanted} теперь называется {name}</translation>
    </message>
    <message>
        <source>the original precision</source>
        <translation>исходная точность</translation>
    </message>
    <message>
        <source>the page cannot be drawn</source>
        <translation>страницу не удаётся отрисовать</translation>
    </message>
    <message>
        <source>the page is a scan</source>
        <translation>страница — скан</translation>
    </message>
    <message>
        <source>the page is a scan, and {why}</source>
        <translation>страница — скан, а {why}</translation>
    </message>
    <message>
        <source>the page is damaged</source>
        <translation>страница повреждена</translation>
    </message>
    <message>
        <source>the password does not open the file</source>
        <translation>пароль не подходит к файлу</translation>
    </message>
    <message>
        <source>the picture is damaged or not of the format its name tells</source>
        <translation>изображение повреждено или не того формата</translation>
    </message>
    <message>
        <source>the picture is too large to be read: it has more than 178 million pixels</source>
        <translation>изображение слишком велико: в нём больше 178 миллионов точек</translation>
    </message>
    <message>
        <source>the presentation has no slides</source>
        <translation>в презентации нет слайдов</translation>
    </message>
    <message>
        <source>the question is filters alone</source>
        <translation>в вопросе одни фильтры</translation>
    </message>
    <message>
        <source>the reader crashed on it</source>
        <translation>чтение этого файла вызвало сбой</translation>
    </message>
    <message>
        <source>the repository holds only a pointer to it: its content is in Git LFS and was not fetched</source>
        <translation>в репозитории только указатель: содержимое лежит в Git LFS и не было получено</translation>
    </message>
    <message>
        <source>the repository lacks its content; fetch it with git</source>
        <translation>содержимого нет в репозитории; получите его с помощью git</translation>
    </message>
    <message>
        <source>the scan is too poor to trust: {confidence} % sure</source>
        <translation>скан слишком плох, чтобы ему верить: уверенность {confidence} %</translation>
    </message>
    <message>
        <source>the scan is too poor: most of its lines could not be read</source>
        <translation>скан слишком плох: большинство строк не читается</translation>
    </message>
    <message>
        <source>the scan is too poor: no word could be read</source>
        <translation>скан слишком плох: не читается ни одно слово</translation>
    </message>
    <message>
        <source>the site answers with status {n}</source>
        <translation>сайт отвечает кодом {n}</translation>
    </message>
    <message>
        <source>the site asks to be left alone for a while (status 429)</source>
        <translation>сайт просит пока его не беспокоить (код 429)</translation>
    </message>
    <message>
        <source>the site has a fault of its own (status {n})</source>
        <translation>на сайте неполадка (код {n})</translation>
    </message>
    <message>
        <source>the site shows it only to those who may see it (status {n})</source>
        <translation>сайт показывает её только тем, у кого есть доступ (код {n})</translation>
    </message>
    <message>
        <source>the site stopped answering</source>
        <translation>сайт перестал отвечать</translation>
    </message>
    <message>
        <source>the site&apos;s robots.txt asks programs not to fetch it</source>
        <translation>robots.txt сайта просит программы не загружать её</translation>
    </message>
    <message>
        <source>the text of a file</source>
        <translation>текст файла</translation>
    </message>
    <message>
        <source>the usual choice</source>
        <translation>обычный выбор</translation>
    </message>
    <message>
        <source>there</source>
        <translation>там</translation>
    </message>
    <message>
        <source>there are no entries in the file; it is empty, damaged or not what its name says</source>
        <translation>в файле нет записей: он пуст, повреждён или не того формата</translation>
    </message>
    <message>
        <source>there are no files in the archive</source>
        <translation>в архиве нет файлов</translation>
    </message>
    <message>
        <source>there is no connection to {host}</source>
        <translation>нет соединения с {host}</translation>
    </message>
    <message>
        <source>there is no page in the file; it is damaged or not what its name says</source>
        <translation>в файле нет страницы: он повреждён или не того формата</translation>
    </message>
    <message>
        <source>there is no text in the drawing</source>
        <translation>на рисунке нет текста</translation>
    </message>
    <message>
        <source>there is no text in the file</source>
        <translation>в файле нет текста</translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation>для неё не хватает памяти</translation>
    </message>
    <message>
        <source>these words stand in none of the sources: not a verbatim quotation</source>
        <translation>этих слов нет ни в одном источнике: это не дословная цитата</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>этот месяц</translation>
    </message>
    <message>
        <source>this year</source>
        <translation>этот год</translation>
    </message>
    <message>
        <source>those that met least often</source>
        <translation>встречались реже всего</translation>
    </message>
    <message>
        <source>title</source>
        <translation>заголовок</translation>
    </message>
    <message>
        <source>today</source>
        <translation>сегодня</translation>
    </message>
    <message>
        <source>together {rank}</source>
        <translation>в целом {rank}</translation>
    </message>
    <message>
        <source>tone: choice(formal, plain) = plain</source>
        <translation>тон: choice(строгий, простой) = простой</translation>
    </message>
    <message>
        <source>too far down in both to be joined</source>
        <translation>в обоих списках слишком низко</translation>
    </message>
    <message>
        <source>too few votes to say</source>
        <translation>голосов пока мало</translation>
    </message>
    <message>
        <source>too large: needs about {size} of memory, this computer has {memory}</source>
        <translation>слишком велика: нужно около {size} памяти, у этого компьютера {memory}</translation>
    </message>
    <message>
        <source>top k {value}</source>
        <translation>top k {value}</translation>
    </message>
    <message>
        <source>top p</source>
        <translation>top p</translation>
    </message>
    <message>
        <source>top p {value}</source>
        <translation>top p {value}</translation>
    </message>
    <message>
        <source>topic</source>
        <translation>тема</translation>
    </message>
    <message numerus="yes">
        <source>trained to see %n token(s) at once</source>
        <translation>
            <numerusform>обучена на контексте в %n токен</numerusform>
            <numerusform>обучена на контексте в %n токена</numerusform>
            <numerusform>обучена на контексте в %n токенов</numerusform>
        </translation>
    </message>
    <message>
        <source>trial model</source>
        <translation>пробная модель</translation>
    </message>
    <message>
        <source>unable to get local issuer certificate</source>
        <translation>неизвестно, кто его выдал</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>недоступно</translation>
    </message>
    <message>
        <source>unpacked, it is larger than the {most} MB its format is read up to</source>
        <translation>в распакованном виде он больше {most} МБ, до которых читается этот формат</translation>
    </message>
    <message>
        <source>unpacked, it would be {size} MB, {times} times its size: a zip bomb</source>
        <translation>в распакованном виде он занял бы {size} МБ, в {times} раз больше: это архивная бомба</translation>
    </message>
    <message>
        <source>unpacked, its part {name} is larger than {most} MB</source>
        <translation>в распакованном виде часть {name} больше {most} МБ</translation>
    </message>
    <message>
        <source>unpacked, the book is larger than is read</source>
        <translation>в распакованном виде книга слишком велика</translation>
    </message>
    <message>
        <source>unused vectors</source>
        <translation>неиспользуемые векторы</translation>
    </message>
    <message>
        <source>vector index</source>
        <translation>векторный индекс</translation>
    </message>
    <message>
        <source>vector index rebuilt</source>
        <translation>векторный индекс построен заново</translation>
    </message>
    <message>
        <source>very small, and much worse</source>
        <translation>очень маленький и намного хуже</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ждёт</translation>
    </message>
    <message>
        <source>waits to be read</source>
        <translation>ждёт чтения</translation>
    </message>
    <message>
        <source>was read too poorly to be searched</source>
        <translation>прочитана слишком плохо для поиска</translation>
    </message>
    <message>
        <source>web page</source>
        <translation>веб-страница</translation>
    </message>
    <message>
        <source>web page source</source>
        <translation>источник — веб-страница</translation>
    </message>
    <message>
        <source>web pages are switched off</source>
        <translation>веб-страницы выключены</translation>
    </message>
    <message>
        <source>web pages are switched off; what was read stays</source>
        <translation>веб-страницы выключены; прочитанное остаётся</translation>
    </message>
    <message>
        <source>went to {host}</source>
        <translation>отправлено на {host}</translation>
    </message>
    <message>
        <source>what is checked out</source>
        <translation>текущее состояние</translation>
    </message>
    <message>
        <source>what it makes of a text are no numbers</source>
        <translation>из текста у неё получаются не числа</translation>
    </message>
    <message>
        <source>what {host} answered cannot be understood or broke off</source>
        <translation>ответ {host} непонятен или оборвался</translation>
    </message>
    <message>
        <source>where: source = </source>
        <translation>где: source = </translation>
    </message>
    <message>
        <source>which models {service} has</source>
        <translation>какие модели есть у {service}</translation>
    </message>
    <message>
        <source>window</source>
        <translation>окно</translation>
    </message>
    <message>
        <source>with a key</source>
        <translation>с ключом</translation>
    </message>
    <message>
        <source>with a key until Alcove closes</source>
        <translation>с ключом до закрытия Alcove</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>да или нет</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>вчера</translation>
    </message>
    <message>
        <source>{action}, changed by you</source>
        <translation>{action}, изменено вами</translation>
    </message>
    <message>
        <source>{amount} GB</source>
        <translation>{amount} ГБ</translation>
    </message>
    <message>
        <source>{amount} MB</source>
        <translation>{amount} МБ</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} — {end}</translation>
    </message>
    <message>
        <source>{bits}-bit ({name})</source>
        <translation>{bits} бит ({name})</translation>
    </message>
    <message>
        <source>{count} OCR</source>
        <translation>{count} распознано</translation>
    </message>
    <message>
        <source>{count} OCR ({sure} % sure on average)</source>
        <translation>{count} распознано (уверенность в среднем {sure} %)</translation>
    </message>
    <message>
        <source>{count} billion parameters</source>
        <translation>{count} млрд параметров</translation>
    </message>
    <message>
        <source>{count} by OCR</source>
        <translation>{count} распознано</translation>
    </message>
    <message>
        <source>{count} empty</source>
        <translation>{count} пусто</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>с ошибкой: {count}</translation>
    </message>
    <message>
        <source>{count} million parameters</source>
        <translation>{count} млн параметров</translation>
    </message>
    <message>
        <source>{count} not read</source>
        <translation>{count} не прочитано</translation>
    </message>
    <message>
        <source>{count} out of reach</source>
        <translation>{count} недоступно</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>параметров: {count}</translation>
    </message>
    <message>
        <source>{count} poor</source>
        <translation>{count} плохого качества</translation>
    </message>
    <message>
        <source>{count} read</source>
        <translation>{count} прочитано</translation>
    </message>
    <message>
        <source>{count} skipped</source>
        <translation>{count} пропущено</translation>
    </message>
    <message>
        <source>{count} so far</source>
        <translation>пока {count}</translation>
    </message>
    <message>
        <source>{count} text</source>
        <translation>{count} с текстом</translation>
    </message>
    <message>
        <source>{count} tokens/s</source>
        <translation>{count} ток./с</translation>
    </message>
    <message>
        <source>{count} too poor to search</source>
        <translation>{count} слишком плохого качества для поиска</translation>
    </message>
    <message>
        <source>{count} voted on</source>
        <translation>оценено: {count}</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} в очереди</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n passage(s)</source>
        <translation>
            <numerusform>{done} из %n отрывка</numerusform>
            <numerusform>{done} из %n отрывков</numerusform>
            <numerusform>{done} из %n отрывков</numerusform>
        </translation>
    </message>
    <message>
        <source>{done} of {all} answers are there</source>
        <translation>Готово ответов: {done} из {all}</translation>
    </message>
    <message>
        <source>{done} of {whole}</source>
        <translation>{done} из {whole}</translation>
    </message>
    <message numerus="yes">
        <source>{figures}; %n left out, their words are gone</source>
        <translation>
            <numerusform>{figures}; %n не учтён, его текста больше нет</numerusform>
            <numerusform>{figures}; %n не учтены, их текста больше нет</numerusform>
            <numerusform>{figures}; %n не учтены, их текста больше нет</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} cannot be loaded.</source>
        <translation>Не удаётся загрузить {file}.</translation>
    </message>
    <message>
        <source>{file} cannot be loaded: llama.cpp did not answer within a minute.</source>
        <translation>Не удаётся загрузить {file}: llama.cpp не ответил за минуту.</translation>
    </message>
    <message>
        <source>{file} cannot be loaded: {error}.</source>
        <translation>Не удаётся загрузить {file}: {error}.</translation>
    </message>
    <message>
        <source>{file} cannot be opened: {error}.</source>
        <translation>Не удаётся открыть {file}: {error}.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {error}.</source>
        <translation>Не удаётся прочитать {file}: {error}.</translation>
    </message>
    <message>
        <source>{file} could not be examined: the process that did was ended from outside.</source>
        <translation>Не удалось проверить {file}: проверяющий процесс был завершён извне.</translation>
    </message>
    <message>
        <source>{file} does not say how long its vectors are.</source>
        <translation>В {file} не сказано, какой длины его векторы.</translation>
    </message>
    <message>
        <source>{file} has {count} characters, more than a question takes.</source>
        <translation>В {file} знаков: {count}. Это больше, чем помещается в вопрос.</translation>
    </message>
    <message>
        <source>{file} holds no conversations.json.</source>
        <translation>В {file} нет conversations.json.</translation>
    </message>
    <message>
        <source>{file} holds no prompts.</source>
        <translation>В файле {file} нет шаблонов.</translation>
    </message>
    <message>
        <source>{file} holds something that is no conversation of Alcove, ChatGPT or Open WebUI.</source>
        <translation>В {file} есть что-то, кроме бесед Alcove, ChatGPT или Open WebUI.</translation>
    </message>
    <message>
        <source>{file} holds {size} GB of JSON, which is too much.</source>
        <translation>В {file} {size} ГБ JSON, это слишком много.</translation>
    </message>
    <message>
        <source>{file} is a damaged archive: {error}.</source>
        <translation>{file} — повреждённый архив: {error}.</translation>
    </message>
    <message>
        <source>{file} is damaged or was downloaded only in part.</source>
        <translation>{file} повреждён или загружен не целиком.</translation>
    </message>
    <message>
        <source>{file} is no JSON, or breaks off.</source>
        <translation>{file} — не JSON или обрывается.</translation>
    </message>
    <message>
        <source>{file} is no text in UTF-8.</source>
        <translation>{file} — не текст в UTF-8.</translation>
    </message>
    <message>
        <source>{file} is not a sound GGUF file.</source>
        <translation>{file} — не исправный файл GGUF.</translation>
    </message>
    <message>
        <source>{file} is not an embedding model: it does not say how a text becomes a vector.</source>
        <translation>{file} — не модель поиска: в нём не сказано, как текст становится вектором.</translation>
    </message>
    <message>
        <source>{file} is not read: {why}.</source>
        <translation>{file} не прочитан: {why}.</translation>
    </message>
    <message>
        <source>{file} is not sound JSON: {error}.</source>
        <translation>В файле {file} испорченный JSON: {error}.</translation>
    </message>
    <message>
        <source>{file} is of a kind that this version of llama.cpp does not know: {kind}.</source>
        <translation>Такого вида эта версия llama.cpp не знает: {kind} ({file}).</translation>
    </message>
    <message>
        <source>{file} makes llama.cpp break off ({error}).</source>
        <translation>Из-за файла {file} в llama.cpp происходит сбой ({error}).</translation>
    </message>
    <message>
        <source>{first} and {second} are the other way round</source>
        <translation>{first} и {second} поменялись местами</translation>
    </message>
    <message>
        <source>{first} here, {second} there</source>
        <translation>{first} здесь, {second} там</translation>
    </message>
    <message>
        <source>{first} {here}, {second} {there}</source>
        <translation>{first} {here}, {second} {there}</translation>
    </message>
    <message>
        <source>{format} with all branches…</source>
        <translation>{format} со всеми ветвями…</translation>
    </message>
    <message>
        <source>{host} answers with vectors of {n} numbers instead of {n2}: it runs another model as {name} now.</source>
        <translation>{host} присылает векторы длиной {n} вместо {n2}: под именем {name} там теперь другая модель.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: there is no connection to it.</source>
        <translation>{host} недоступен: нет соединения.</translation>
    </message>
    <message>
        <source>{host} cannot prove who it is: its certificate is not valid</source>
        <translation>{host} не может подтвердить, что это он: сертификат недействителен</translation>
    </message>
    <message>
        <source>{host} cannot prove who it is: its certificate is not valid ({reason}).</source>
        <translation>{host} не может подтвердить, что это он: сертификат недействителен ({reason}).</translation>
    </message>
    <message>
        <source>{host} cannot prove who it is: its certificate is not valid.</source>
        <translation>{host} не может подтвердить, что это он: сертификат недействителен.</translation>
    </message>
    <message>
        <source>{host} did not answer in time</source>
        <translation>{host} не ответил вовремя</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} не ответил вовремя.</translation>
    </message>
    <message>
        <source>{host} does not accept the key.</source>
        <translation>{host} не принимает ключ.</translation>
    </message>
    <message>
        <source>{host} does not answer by https.</source>
        <translation>{host} не отвечает по https.</translation>
    </message>
    <message>
        <source>{host} fails.</source>
        <translation>{host}: сбой.</translation>
    </message>
    <message>
        <source>{host} has a fault of its own ({n}).</source>
        <translation>На {host} неполадка ({n}).</translation>
    </message>
    <message>
        <source>{host} has no embedding model named {name} at this address.</source>
        <translation>У {host} по этому адресу нет модели поиска с именем {name}.</translation>
    </message>
    <message>
        <source>{host} has no such model with “{text}” in its name.</source>
        <translation>На {host} нет такой модели с «{text}» в названии.</translation>
    </message>
    <message>
        <source>{host} refused {name} ({n}).</source>
        <translation>{host} не отдаёт {name} ({n}).</translation>
    </message>
    <message>
        <source>{host} refuses what it is asked.</source>
        <translation>{host} отклоняет запрос.</translation>
    </message>
    <message>
        <source>{host} stopped answering.</source>
        <translation>{host} перестал отвечать.</translation>
    </message>
    <message>
        <source>{host} takes no more for now: too much was asked, or nothing is left to pay with.</source>
        <translation>{host} пока больше не принимает: запросов слишком много или кончились средства.</translation>
    </message>
    <message>
        <source>{host}, beyond this computer</source>
        <translation>{host}, вне этого компьютера</translation>
    </message>
    <message>
        <source>{host}, on this computer</source>
        <translation>{host}, на этом компьютере</translation>
    </message>
    <message>
        <source>{host}, port {port}</source>
        <translation>{host}, порт {port}</translation>
    </message>
    <message>
        <source>{keys}, yours</source>
        <translation>{keys}, ваши</translation>
    </message>
    <message>
        <source>{key} alone is needed for typing and moving. Add Ctrl or Alt.</source>
        <translation>Клавиша {key} без других нужна для набора и перемещения. Добавьте Ctrl или Alt.</translation>
    </message>
    <message>
        <source>{key} cannot be {value}.</source>
        <translation>{key}: значение {value} не подходит.</translation>
    </message>
    <message>
        <source>{key} edits text, here and everywhere. Choose another.</source>
        <translation>{key} везде служит для правки текста. Выберите другое сочетание.</translation>
    </message>
    <message numerus="yes">
        <source>{languages} and %n more language(s)</source>
        <translation>
            <numerusform>{languages} и ещё %n язык</numerusform>
            <numerusform>{languages} и ещё %n языка</numerusform>
            <numerusform>{languages} и ещё %n языков</numerusform>
        </translation>
    </message>
    <message>
        <source>{letter} is best</source>
        <translation>{letter} лучше всех</translation>
    </message>
    <message>
        <source>{letter} is better</source>
        <translation>{letter} лучше</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low}–{high}</translation>
    </message>
    <message>
        <source>{message}, version {which} of {count}</source>
        <translation>{message}, вариант {which} из {count}</translation>
    </message>
    <message>
        <source>{models}, not asked since the start</source>
        <translation>{models}, с запуска запросов не было</translation>
    </message>
    <message>
        <source>{model} answers</source>
        <translation>{model} отвечает</translation>
    </message>
    <message>
        <source>{model} answers instead.</source>
        <translation>Вместо неё отвечает {model}.</translation>
    </message>
    <message>
        <source>{model} cannot be used</source>
        <translation>{model}: модель непригодна</translation>
    </message>
    <message>
        <source>{model} has no room for another answer.</source>
        <translation>У {model} нет места для ещё одного ответа.</translation>
    </message>
    <message>
        <source>{model} is answering.</source>
        <translation>{model} отвечает.</translation>
    </message>
    <message>
        <source>{model} is here</source>
        <translation>Модель {model} загружена</translation>
    </message>
    <message>
        <source>{model} is here and can be used for search</source>
        <translation>{model}: модель загружена, её можно использовать для поиска</translation>
    </message>
    <message>
        <source>{model} is judging. Stop</source>
        <translation>{model} решает. Остановить</translation>
    </message>
    <message>
        <source>{model} is not loaded by itself any more, until you choose it again.</source>
        <translation>{model} больше не загружается автоматически, пока вы не выберете эту модель снова.</translation>
    </message>
    <message>
        <source>{model} is off the list</source>
        <translation>Модель {model} убрана из списка</translation>
    </message>
    <message>
        <source>{model} is off the list; its file is still there</source>
        <translation>Модель {model} убрана из списка; её файл остался на месте</translation>
    </message>
    <message>
        <source>{model} was added and answers from now on</source>
        <translation>Модель {model} добавлена и теперь отвечает</translation>
    </message>
    <message>
        <source>{model} was deleted</source>
        <translation>Модель {model} удалена</translation>
    </message>
    <message>
        <source>{model} was not loaded: it was stopped.</source>
        <translation>Модель {model} не загружена: загрузка остановлена.</translation>
    </message>
    <message>
        <source>{model}, goes to {host}</source>
        <translation>{model}, идёт на {host}</translation>
    </message>
    <message>
        <source>{model}, which is gone</source>
        <translation>{model} — больше нет</translation>
    </message>
    <message>
        <source>{model}, which is not here</source>
        <translation>{model} (такой здесь нет)</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} и ещё %n</numerusform>
            <numerusform>{names} и ещё %n</numerusform>
            <numerusform>{names} и ещё %n</numerusform>
        </translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} и {last}</translation>
    </message>
    <message>
        <source>{names} cannot be told apart yet; the others stand behind the best of them</source>
        <translation>{names} пока неотличимы, остальные уступают лучшей из них</translation>
    </message>
    <message>
        <source>{name} ({model}), {n} of {n2} GB free</source>
        <translation>{name} ({model}), свободно {n} из {n2} ГБ</translation>
    </message>
    <message>
        <source>{name} answers, so it has to stay.</source>
        <translation>{name} сейчас работает, её нельзя убрать.</translation>
    </message>
    <message>
        <source>{name} asks for an account before it may be downloaded.</source>
        <translation>Чтобы загрузить {name}, нужна учётная запись.</translation>
    </message>
    <message>
        <source>{name} brings a program of its own, which Alcove does not run.</source>
        <translation>К {name} приложена собственная программа, а таких Alcove не запускает.</translation>
    </message>
    <message>
        <source>{name} came with the installation or lies in the model folder.</source>
        <translation>{name} поставляется с программой или лежит в папке моделей.</translation>
    </message>
    <message>
        <source>{name} came with the installation.</source>
        <translation>{name} поставляется с программой.</translation>
    </message>
    <message>
        <source>{name} cannot be a name.</source>
        <translation>{name} не может быть именем.</translation>
    </message>
    <message>
        <source>{name} cannot be {written}. Write a number: {help}.</source>
        <translation>{name}: значение {written} не подходит. Нужно число: {help}.</translation>
    </message>
    <message>
        <source>{name} closed Alcove when it was used last, so it is not used by itself.</source>
        <translation>При последнем использовании {name} Alcove закрылся, поэтому сама эта модель не включается.</translation>
    </message>
    <message>
        <source>{name} could not be written: {why}.</source>
        <translation>{name} не удалось записать: {why}.</translation>
    </message>
    <message>
        <source>{name} does not fit.</source>
        <translation>{name} не помещается.</translation>
    </message>
    <message>
        <source>{name} has no end.</source>
        <translation>У {name} нет конца.</translation>
    </message>
    <message>
        <source>{name} has no {file} that can be used.</source>
        <translation>В {name} нет подходящего {file}.</translation>
    </message>
    <message numerus="yes">
        <source>{name} holds %n GGUF files.</source>
        <translation>
            <numerusform>В {name} %n файл GGUF.</numerusform>
            <numerusform>В {name} %n файла GGUF.</numerusform>
            <numerusform>В {name} %n файлов GGUF.</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} holds no GGUF file, and no embedder with safetensors weights.</source>
        <translation>В {name} нет ни файла GGUF, ни модели поиска с весами safetensors.</translation>
    </message>
    <message>
        <source>{name} is being downloaded by another Alcove.</source>
        <translation>{name} загружает другой запущенный Alcove.</translation>
    </message>
    <message>
        <source>{name} is not a model that writes text.</source>
        <translation>{name} — не модель, которая пишет текст.</translation>
    </message>
    <message>
        <source>{name} is of a kind that Alcove does not load ({kind}).</source>
        <translation>Модели такого вида, как {name}, Alcove не загружает ({kind}).</translation>
    </message>
    <message>
        <source>{name} is off the list</source>
        <translation>{name} больше нет в списке</translation>
    </message>
    <message>
        <source>{name} is on the list; “{button}” changes to it</source>
        <translation>{name} теперь в списке; чтобы перейти на эту модель, нажмите «{button}»</translation>
    </message>
    <message>
        <source>{name} is switched off, so it is not asked.</source>
        <translation>{name} выключена, поэтому её не спрашивают.</translation>
    </message>
    <message>
        <source>{name} is the best of these {count}</source>
        <translation>{name} — лучшая из {count}</translation>
    </message>
    <message>
        <source>{name} lies in the library&apos;s own folder: removing it deletes {size}.</source>
        <translation>{name} лежит в собственной папке библиотеки: вместе с моделью удалится {size}.</translation>
    </message>
    <message>
        <source>{name} names no model on the hub.</source>
        <translation>{name} — не модель из каталога.</translation>
    </message>
    <message>
        <source>{name} needs {size} more, and the disk has {free} free.</source>
        <translation>{name}: нужно ещё {size}, а на диске свободно {free}.</translation>
    </message>
    <message>
        <source>{name} on the hub is not what it was when the download began.</source>
        <translation>{name} в каталоге уже не тот, что в начале загрузки.</translation>
    </message>
    <message>
        <source>{name} on the model hub</source>
        <translation>{name} в каталоге моделей</translation>
    </message>
    <message>
        <source>{name} puts all texts in nearly the same place, so it cannot tell which are alike.</source>
        <translation>{name} помещает все тексты почти в одну точку и не различает похожие.</translation>
    </message>
    <message>
        <source>{name} runs at {host}.</source>
        <translation>{name} работает на {host}.</translation>
    </message>
    <message>
        <source>{name} searches from now on</source>
        <translation>Теперь ищет {name}</translation>
    </message>
    <message>
        <source>{name} searches now</source>
        <translation>Сейчас ищет {name}</translation>
    </message>
    <message>
        <source>{name} was taken away</source>
        <translation>Убрано: {name}</translation>
    </message>
    <message>
        <source>{name} would send passages and questions to {place}, which is not switched on.</source>
        <translation>{name} отправляла бы отрывки и вопросы на {place}, а это не включено.</translation>
    </message>
    <message numerus="yes">
        <source>{name}, %n character(s)</source>
        <translation>
            <numerusform>{name}, %n знак</numerusform>
            <numerusform>{name}, %n знака</numerusform>
            <numerusform>{name}, %n знаков</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, in {outer}</source>
        <translation>{name}, в {outer}</translation>
    </message>
    <message>
        <source>{name}, page {page} of {pages}</source>
        <translation>{name}, страница {page} из {pages}</translation>
    </message>
    <message>
        <source>{name}: nothing of this</source>
        <translation>{name}: об этом ничего</translation>
    </message>
    <message>
        <source>{number} brought in</source>
        <translation>{number} добавлено</translation>
    </message>
    <message>
        <source>{n} GB</source>
        <translation>{n} ГБ</translation>
    </message>
    <message>
        <source>{n} MB</source>
        <translation>{n} МБ</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} ч</translation>
    </message>
    <message>
        <source>{n} kB</source>
        <translation>{n} КБ</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} мин</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>{n} из {total}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} с</translation>
    </message>
    <message>
        <source>{n}nd</source>
        <translation>{n}-й</translation>
    </message>
    <message>
        <source>{n}rd</source>
        <translation>{n}-й</translation>
    </message>
    <message>
        <source>{n}st</source>
        <translation>{n}-й</translation>
    </message>
    <message>
        <source>{n}th</source>
        <translation>{n}-й</translation>
    </message>
    <message>
        <source>{outcome}: {why}, in the process {process}</source>
        <translation>{outcome}: {why}, процесс: {process}</translation>
    </message>
    <message>
        <source>{page} of {pages}</source>
        <translation>{page} из {pages}</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}.</source>
        <translation>Не удаётся открыть {path}: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {why}.</source>
        <translation>Не удаётся открыть {path}: {why}.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>Не удаётся записать {path}: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot lie in itself.</source>
        <translation>Папку {path} нельзя вложить в саму себя.</translation>
    </message>
    <message>
        <source>{path} is already in the library, as {name}.</source>
        <translation>{path} уже в библиотеке под именем {name}.</translation>
    </message>
    <message>
        <source>{path} is empty and on another disk than before.</source>
        <translation>{path} пуст и находится не на том диске, что раньше.</translation>
    </message>
    <message>
        <source>{path} is not the folder of an embedding model: it has no {file}.</source>
        <translation>{path} — не папка модели поиска: в ней нет {file}.</translation>
    </message>
    <message>
        <source>{percent} % sure</source>
        <translation>уверенность {percent} %</translation>
    </message>
    <message>
        <source>{place} cannot be written: {error}.</source>
        <translation>Не удаётся записать {place}: {error}.</translation>
    </message>
    <message>
        <source>{place} is no file of prompts.</source>
        <translation>{place} — не файл шаблонов.</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} из {count}</translation>
    </message>
    <message>
        <source>{place} of {many}</source>
        <translation>{place} из {many}</translation>
    </message>
    <message>
        <source>{problems} could not be read</source>
        <translation>{problems} не удалось прочитать</translation>
    </message>
    <message>
        <source>{remedy}: change its settings.</source>
        <translation>{remedy}: измените её настройки.</translation>
    </message>
    <message>
        <source>{remedy}: choose a smaller model.</source>
        <translation>{remedy}: выберите модель поменьше.</translation>
    </message>
    <message>
        <source>{same} were there already</source>
        <translation>{same} уже были</translation>
    </message>
    <message>
        <source>{sent} sent, {received} received</source>
        <translation>передано {sent}, получено {received}</translation>
    </message>
    <message>
        <source>{service} broke off in the middle of its answer.</source>
        <translation>{service}: ответ оборвался на середине.</translation>
    </message>
    <message>
        <source>{service} could not be reached in time.</source>
        <translation>Не удалось вовремя связаться с {service}.</translation>
    </message>
    <message>
        <source>{service} did not tell how sure its model was</source>
        <translation>{service}: насколько модель была уверена, неизвестно</translation>
    </message>
    <message>
        <source>{service} does not allow this.</source>
        <translation>{service} этого не разрешает.</translation>
    </message>
    <message>
        <source>{service} does not have the model {model}, or does not answer questions at this address.</source>
        <translation>У {service} нет модели {model}, или по этому адресу не отвечают на вопросы.</translation>
    </message>
    <message>
        <source>{service} does not take the key.</source>
        <translation>{service} не принимает ключ.</translation>
    </message>
    <message>
        <source>{service} failed (status {n}).</source>
        <translation>{service}: сбой (код {n}).</translation>
    </message>
    <message>
        <source>{service} has no model {name}.</source>
        <translation>У {service} нет модели {name}.</translation>
    </message>
    <message>
        <source>{service} hung up without an answer.</source>
        <translation>{service}: соединение закрыто без ответа.</translation>
    </message>
    <message>
        <source>{service} is off</source>
        <translation>Служба {service} выключена</translation>
    </message>
    <message>
        <source>{service} is on</source>
        <translation>Служба {service} включена</translation>
    </message>
    <message>
        <source>{service} is still loading its model.</source>
        <translation>{service} ещё загружает модель.</translation>
    </message>
    <message>
        <source>{service} refused the question (status {n}).</source>
        <translation>{service}: вопрос отклонён (код {n}).</translation>
    </message>
    <message>
        <source>{service} sends on to another address: it does not say which.</source>
        <translation>{service} направляет на другой адрес, но не говорит какой.</translation>
    </message>
    <message>
        <source>{service} sends on to another address: {url}.</source>
        <translation>{service} направляет на другой адрес: {url}.</translation>
    </message>
    <message>
        <source>{service} stopped in the middle of its answer.</source>
        <translation>{service}: ответ замер на середине.</translation>
    </message>
    <message>
        <source>{service} takes no more questions for now.</source>
        <translation>{service} пока не принимает вопросов.</translation>
    </message>
    <message>
        <source>{service} took the question and never answered.</source>
        <translation>{service}: вопрос принят, но ответа нет.</translation>
    </message>
    <message>
        <source>{service} wants a key.</source>
        <translation>{service} требует ключ.</translation>
    </message>
    <message>
        <source>{service} wants to be paid first.</source>
        <translation>{service}: сначала нужна оплата.</translation>
    </message>
    <message>
        <source>{setting} is nothing in which contenders of one model can differ.</source>
        <translation>Участники с одной моделью не могут отличаться параметром {setting}.</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} ГБ</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} МБ</translation>
    </message>
    <message>
        <source>{size} kB</source>
        <translation>{size} КБ</translation>
    </message>
    <message>
        <source>{source} cannot be reached now</source>
        <translation>Сейчас недоступно: {source}</translation>
    </message>
    <message>
        <source>{source} was removed from the library</source>
        <translation>Из библиотеки убрано: {source}</translation>
    </message>
    <message>
        <source>{speed} MB/s</source>
        <translation>{speed} МБ/с</translation>
    </message>
    <message>
        <source>{sure} sure of “{word}”</source>
        <translation>«{word}»: уверенность {sure}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>осталось {time}</translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title} (копия)</translation>
    </message>
    <message>
        <source>{title}, page {page}</source>
        <translation>{title}, страница {page}</translation>
    </message>
    <message>
        <source>{told}. Both are kept: {names}.</source>
        <translation>{told}. Оставлены оба: {names}.</translation>
    </message>
    <message>
        <source>{url} cannot be read: {reason}.</source>
        <translation>Не удаётся прочитать {url}: {reason}.</translation>
    </message>
    <message>
        <source>{url} is no address of a service.</source>
        <translation>{url} — не адрес службы.</translation>
    </message>
    <message>
        <source>{url} is no address of a web page.</source>
        <translation>{url} — не адрес веб-страницы.</translation>
    </message>
    <message>
        <source>{url} is not encrypted: whoever is on the way to {host} could read the key.</source>
        <translation>{url} не шифруется: ключ может прочитать любой на пути к {host}.</translation>
    </message>
    <message>
        <source>{url} is not the address of a service.</source>
        <translation>{url} — не адрес службы.</translation>
    </message>
    <message>
        <source>{url} is there already, as {name}.</source>
        <translation>{url} уже есть: {name}.</translation>
    </message>
    <message>
        <source>{used} of {all} or more tokens</source>
        <translation>{used} из {all} токенов или больше</translation>
    </message>
    <message>
        <source>{used} of {all} tokens</source>
        <translation>{used} из {all} токенов</translation>
    </message>
    <message>
        <source>{used}, counted once the model is loaded</source>
        <translation>{used}; точно — когда модель загрузится</translation>
    </message>
    <message>
        <source>{verbatim} of {all} citations verbatim</source>
        <translation>дословных ссылок: {verbatim} из {all}</translation>
    </message>
    <message>
        <source>{verb} {source}: {counts}</source>
        <translation>{verb} {source}: {counts}</translation>
    </message>
    <message>
        <source>{what} is written as for another program.</source>
        <translation>{what} записано как для другой программы.</translation>
    </message>
    <message>
        <source>{what} stands only {where}</source>
        <translation>{what} есть только {where}</translation>
    </message>
    <message numerus="yes">
        <source>{what}, %n items</source>
        <translation>
            <numerusform>{what}, %n материал</numerusform>
            <numerusform>{what}, %n материала</numerusform>
            <numerusform>{what}, %n материалов</numerusform>
        </translation>
    </message>
    <message>
        <source>{what}, 1 item</source>
        <translation>{what}, 1 материал</translation>
    </message>
    <message>
        <source>{what}: {before}, now {after}</source>
        <translation>{what}: было {before}, теперь {after}</translation>
    </message>
    <message>
        <source>{whole} billion parameters, of which {part} billion work</source>
        <translation>{whole} млрд параметров, из них работают {part} млрд</translation>
    </message>
    <message>
        <source>{words} stands only {where}</source>
        <translation>{words} есть только {where}</translation>
    </message>
    <message>
        <source>{yours}: among the first five, measured {date}</source>
        <translation>{yours}; ответ в первой пятёрке, измерено {date}</translation>
    </message>
    <message>
        <source>{yours}: not among the first five, measured {date}</source>
        <translation>{yours}; ответа нет в первой пятёрке, измерено {date}</translation>
    </message>
    <message>
        <source>{yours}: not measured yet</source>
        <translation>{yours}; ещё не измерено</translation>
    </message>
    <message>
        <source>{yours}: {found} among the first five, measured {date}</source>
        <translation>{yours}; в первой пятёрке {found}, измерено {date}</translation>
    </message>
    <message>
        <source>{yours}: {found} of {measured} among the first five, measured {date}</source>
        <translation>{yours}; в первой пятёрке {found} из {measured}, измерено {date}</translation>
    </message>
    <message>
        <source>“{action}” has these keys. It will be without them.</source>
        <translation>Эти клавиши у действия «{action}». Оно останется без них.</translation>
    </message>
    <message>
        <source>“{kind}” is no kind of variable.</source>
        <translation>Поля вида «{kind}» нет.</translation>
    </message>
    <message>
        <source>“{name}” is answered</source>
        <translation>Серия «{name}» готова</translation>
    </message>
    <message numerus="yes">
        <source>“{name}” is answered: %n wait(s) for your vote</source>
        <translation>
            <numerusform>Серия «{name}» готова: %n ждёт вашего голоса</numerusform>
            <numerusform>Серия «{name}» готова: %n ждут вашего голоса</numerusform>
            <numerusform>Серия «{name}» готова: %n ждут вашего голоса</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is gone</source>
        <translation>Серия «{name}» удалена</translation>
    </message>
    <message>
        <source>“{name}” is gone, and its votes with it</source>
        <translation>Серия «{name}» удалена вместе с голосами</translation>
    </message>
    <message>
        <source>“{name}” is no name of a variable.</source>
        <translation>«{name}» не может быть именем поля.</translation>
    </message>
    <message>
        <source>“{title}”</source>
        <translation>«{title}»</translation>
    </message>
    <message>
        <source>“{title}” has no id.</source>
        <translation>У беседы «{title}» нет идентификатора.</translation>
    </message>
    <message>
        <source>“{title}” is damaged: {error}.</source>
        <translation>Беседа «{title}» повреждена: {error}.</translation>
    </message>
    <message>
        <source>“{title}” was exported by a newer version of Alcove.</source>
        <translation>Беседу «{title}» экспортировала более новая версия Alcove.</translation>
    </message>
    <message>
        <source>“{value}” is no answer.</source>
        <translation>«{value}» — не ответ «да» или «нет».</translation>
    </message>
    <message>
        <source>“{value}” is no {kind}.</source>
        <translation>«{value}» не подходит для вида {kind}.</translation>
    </message>
    <message>
        <source>“{value}” is not among what “{name}” offers.</source>
        <translation>Варианта «{value}» среди предложенных для «{name}» нет.</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>«{words}»</translation>
    </message>
</context>
</TS>
