"""Writes the PDF and DOCX files of the sample library; the Markdown ones are kept by hand.

Run by hand after changing a text below, in an environment of its own with `reportlab` and `python-docx`, on a
machine with the DejaVu fonts (Debian: fonts-dejavu-core):

    python packaging/make_samples.py [--fonts DIR] [--out DIR]

The same input gives the same bytes: dates inside the files are fixed and fonts are embedded as subsets.
The texts are in a small Markdown: `#` title, `=` line under the title, `##` heading, `-` bullet, `1.2 `
numbered clause, `>` note, `|: 60 40` starts a table with a head and these column shares, `|! 50 50` one
without, `**bold**`, `---` new page.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src" / "alcove" / "samples" / "library"
FONTS = Path("/usr/share/fonts/truetype/dejavu")


@dataclass(frozen=True)
class Sample:
    """One document: where it goes, how it looks, what it says."""

    file: str
    language: str
    author: str
    dated: datetime
    header: str
    text: str
    serif: bool = False
    colour: str = "#1F1D1A"


@dataclass
class Block:
    """A paragraph, heading, bullet, clause, note, page break or table of the source text."""

    kind: str
    text: str = ""
    number: str = ""
    rows: list[list[str]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    head: bool = True


WARRANTY = """
# Kestrel 24 boiler: your warranty
= Tarnside Heating Ltd, Warranty Department, Kirkby Road, Penhallow

|! 34 66
| Owner | A. Whitfield and I. Sorokin |
| Installed at | 14 Orchard Lane, Hallowby |
| Model and serial number | Kestrel 24 combination boiler, TK24-0718-33952 |
| Installed on | 9 October 2023 |
| Installed by | Ewan Denholm, Denholm Plumbing, Hallowby |
| Warranty registered on | 9 October 2023, reference W-552081 |

Thank you for registering your boiler. This document sets out what we repair free of charge, for how long,
and what we ask of you in return. Please keep it with the installation certificate. It does not affect your
rights in law.

## What is covered and until when

|: 44 20 36
| Part | Period | Covered until |
| Boiler, parts and labour | 7 years | 8 October 2030 |
| Main heat exchanger, part only after year 7 | 10 years | 8 October 2033 |
| Flue supplied by Tarnside | 5 years | 8 October 2028 |
| Room thermostat and controls | 2 years | 8 October 2025 |
| Magnetic filter | 2 years | 8 October 2025 |

Every period starts on the day of installation. A part that we replace is covered for what remains of the
original period, or for six months, whichever is longer.

## What we ask of you

1.1 The boiler must have been registered within 30 days of installation. Yours was.

1.2 The boiler must be serviced once a year by a registered gas engineer. A service counts if it is carried
out not earlier than 10 months and not later than 14 months after the installation or the previous service.

1.3 Each service must be entered in the record on the last page and the engineer's invoice kept. If a
service was missed, the warranty is suspended from the last day on which it could have been done. It can be
restored once, after an inspection by our own engineer at a fixed price of £120.

1.4 The heating system must contain inhibitor and a magnetic filter, and the filter must be cleaned at every
service.

---

## What is not covered

- Damage by limescale where the water is harder than 200 parts per million and no scale reducer was fitted.
- A condensate pipe that has frozen because it runs outside and is thinner than 32 mm or not insulated.
- Loss of pressure caused by leaks elsewhere in the system, such as radiators, valves and pipes under
floors.
- Sludge, and parts damaged by it, if the system was not flushed when the boiler was installed.
- Work by anyone who is not a registered gas engineer, and parts that are not ours.
- Descaling, topping up, bleeding radiators and resetting the controls.

## How to make a claim

2.1 Telephone us on 01632 960 274, Monday to Friday from 8.00 to 18.00 and Saturday from 9.00 to 13.00. Have
the serial number ready. Please do not let another engineer open the boiler first: we do not refund repairs
we did not agree to.

2.2 We come within two working days. From November to February a home without any heating, with a person
over 70 or a child under five, is visited by the end of the next day.

2.3 If our engineer finds that the boiler is not at fault, or that the fault is one of those listed above,
we charge a call-out fee of £85. You pay nothing otherwise.

2.4 If the same fault comes back three times within twelve months, we replace the boiler.

## If you sell the house

The warranty can pass to a new owner once. Write to us within 60 days of the sale and enclose the service
record; the transfer costs £40. The new owner receives the time that remains.

## Fault codes

Before you telephone, look at the display. Some faults take a minute to put right.

|: 12 40 48
| Code | Meaning | What you can do |
| E1 | Water pressure below 0.8 bar | Top up to between 1.2 and 1.5 bar, then press reset |
| E3 | Fan does not reach its speed | Nothing. Telephone us |
| E4 | No flame after three attempts | Check that the gas is on, wait ten minutes, press reset |
| E7 | Flow sensor faulty | Nothing. Hot water may still work |
| E9 | Condensate pipe blocked or frozen | Thaw the pipe with warm water, not boiling, then press reset |

> If code E1 returns within a week there is a leak somewhere. Topping up again and again brings in fresh
> water and with it rust, which damages the heat exchanger.

---

## Service record

To be completed by the engineer. The next service is due between the two dates in the last column.

|: 18 24 17 14 27
| Date | Engineer | Pressure | CO2 | Next service |
| 14 October 2024 | E. Denholm | 1.4 bar | 9.1 % | 14 August 2025 to 14 December 2025 |
|  |  |  |  |  |
|  |  |  |  |  |
|  |  |  |  |  |
|  |  |  |  |  |

**Remarks, 14 October 2024.** Filter cleaned, little sludge. Inhibitor tested and good. Condensate trap
cleaned. The expansion vessel was at 0.7 bar and has been pumped up to 1.0 bar. Seal of the inspection cover
slightly hardened, replace at the next service, part number TK-4417.

**The engineer's questions.** Technical help for engineers is on 01632 960 275. Spare parts are kept for at
least 12 years after a model is discontinued.
"""

LEASE = """
# Lease of Unit 3, Tannery Yard
= Mill Street, Hallowby. Dated 17 March 2023

This lease is made between **Margaret Ashdown** of Lower Ford House, Hallowby (the Landlord) and **Anna
Whitfield and Ilya Sorokin**, trading together as Whitfield & Sorokin, of 14 Orchard Lane, Hallowby (the
Tenant). The Landlord is represented by Coombe & Lyle, surveyors, of 6 Market Place, Hallowby (the Agent).

## Main terms

|! 32 68
| Premises | Unit 3, ground floor, 118 square metres, with two parking spaces marked 3A and 3B |
| Term | Five years, from 1 April 2023 to 31 March 2028 |
| Rent | £11,400 a year, in quarterly payments of £2,850 |
| Deposit | £2,850, held by the Agent in a separate account |
| Service charge | £95 a month |
| Permitted use | Joinery workshop, with an office and a small showroom |
| Rent review | 1 April 2026 |
| Break date | 31 March 2026 |

## 1. Rent and other payments

1.1 The rent is paid in advance on 1 April, 1 July, 1 October and 1 January.

1.2 Rent that is more than 14 days late carries interest at 4 per cent a year above the base rate of the
Bank of England, from the day it was due.

1.3 The service charge pays for lighting and cleaning the yard, the gate, the shared skip and the
maintenance of drains. The Agent shows the Tenant the accounts for each year by 30 June.

1.4 The Tenant pays business rates, water by meter, electricity and telephone directly to the suppliers.

## 2. Rent review

2.1 On 1 April 2026 the rent rises by the change in the consumer prices index between February 2023 and
February 2026, but by no more than 4 per cent in total. It cannot fall.

2.2 The Agent gives the Tenant the calculation in writing at least 28 days before the review date.

## 3. Use of the premises

3.1 The Tenant may use the premises only for the permitted use.

3.2 Machines may run from 7.30 to 18.30 on Monday to Friday and from 8.30 to 13.00 on Saturday. They may not
run on Sundays and public holidays. Work by hand is allowed at any time when the yard gate is open.

3.3 Dust must be taken out by a fixed extraction system, whose filters the Tenant has tested every 14
months.

3.4 The Tenant may keep up to 50 litres of solvents and finishes, in a metal cabinet. Nothing may be burned
in the yard.

3.5 A sign of up to 1.2 by 0.6 metres may be fixed beside the door. Other signs need the Landlord's written
consent.

## 4. Repairs

4.1 The Landlord keeps in repair the roof, gutters, outside walls, main structure and the drains outside the
building.

4.2 The Tenant keeps in repair the inside, the windows and doors including the roller door, and everything
the Tenant has installed. The Tenant need not leave the premises in a better state than is shown in the
schedule of condition.

4.3 The Landlord begins an urgent repair to the roof within five working days of being told. After that the
Tenant may have it done and deduct the reasonable cost from the next payment of rent.

4.4 The Tenant may put up partitions that can be taken down again. Holes in the concrete floor for fixing
machines are allowed up to a depth of 90 mm.

## 5. Insurance

5.1 The Landlord insures the building against fire, storm, flood and burst pipes, and the loss of two years'
rent.

5.2 The Tenant insures the machines, tools, stock and customers' goods, and holds public liability cover of
at least £5,000,000. A copy of the certificate goes to the Agent every April.

5.3 If the premises cannot be used because of an insured event, no rent is due until they can be used again.

## 6. Other people

6.1 The Tenant may not assign the lease during the first two years. After that the Landlord may refuse
consent only on reasonable grounds.

6.2 The Tenant may let one bench to one self-employed woodworker, with the Agent's written consent, for not
more than 12 months at a time. No other subletting is allowed.

## 7. Ending the lease

7.1 The Tenant may end the lease on the break date, 31 March 2026, by giving written notice of at least six
months, that is, notice which reaches the Agent no later than 30 September 2025. The rent must be paid up to
the break date.

7.2 The Landlord has no right to end the lease early, except under clause 7.3.

7.3 The Landlord may end the lease if rent is more than 42 days late, or if the Tenant does not put right a
serious breach within 30 days of a written warning.

7.4 At the end the Tenant removes the machines and the extraction system, fills the fixing holes in the
floor with mortar and returns all keys. The deposit is repaid within 28 days, less the cost of anything left
undone.

7.5 The Tenant has the right to a new lease as provided by law. This lease has not been excluded from that
protection.

---

## Schedule of condition

Inspected on 14 March 2023 by Daniel Coombe for the Agent, in the presence of Anna Whitfield. Twenty-six
photographs are kept by both parties.

|: 24 52 24
| Part | Condition | Photographs |
| Roller door | Dented at lower left, runs freely. Motor replaced in 2021 | 1 to 4 |
| Rooflights, six | One pane cracked, second from the street. No leak found | 5 to 9 |
| Concrete floor | Sound. Old oil stain of about 2 square metres by the sink | 10 to 13 |
| Walls | Painted brick. Damp mark to 40 cm on the river side | 14 to 18 |
| Electricity | Three-phase, 100 A. Tested 8 February 2023, next test by February 2028 | 19 to 21 |
| Sink and lavatory | Working. Water heater of 10 litres, age not known | 22 to 24 |
| Keys handed over | Three for the side door, two remote controls for the roller door | 25 and 26 |

## Signatures

|! 50 50
| **Landlord** | **Tenant** |
| M. Ashdown | A. Whitfield, I. Sorokin |
| 17 March 2023 | 17 March 2023 |

Witnessed by Daniel Coombe, Coombe & Lyle, surveyors.
"""

INSURANCE = """
# Home insurance: summary of your policy
= Fenwold Mutual Insurance Society, Fenwold House, Castlegate, Ashby Cross

|! 34 66
| Policy number | FM-448-20917 |
| Insured | Anna Whitfield and Ilya Sorokin |
| Home | 14 Orchard Lane, Hallowby, a terraced house of brick, built in 1911 |
| Period | 1 June 2025, 00:01 to 31 May 2026, 23:59 |
| Premium | £412.60 for the year, tax included, paid on 19 May 2025 |
| Claims in the last five years | One: escape of water, 6 February 2024, £1,140 paid |

This summary is not the whole contract. The conditions are in the policy booklet, edition H7.

## What is insured

|: 46 27 27
| Cover | Limit | Excess |
| Buildings, cost of rebuilding | £480,000 | £150 |
| Contents | £65,000 | £150 |
| Escape of water | as above | £350 |
| Subsidence and heave | as above | £1,000 |
| Garden contents and sheds | £1,000 | £150 |
| Business tools kept in the home | £2,000 | £150 |
| Alternative accommodation | £40,000 | none |
| Liability to the public | £2,000,000 | none |

## Valuables

A single object is insured for up to £1,500 unless it is listed here. Listed objects are covered anywhere in
Europe, and worldwide for up to 60 days in a year.

|: 64 36
| Object | Insured for |
| Cello, three-quarter size, with bow and case (Masha) | £3,200 |
| Ring, sapphire and two diamonds (Anna) | £2,400 |
| Bicycle, touring, frame number HX20551 (Ilya) | £1,850 |

## What is not insured

- Accidental damage to contents. Accidental damage to the building is included.
- Anything kept at Unit 3, Tannery Yard or at any other place of business.
- Bees and beehives, and any loss caused by swarming.
- Damage by damp, rot, moths or wear, or by a gutter that was not kept clear.
- Theft without signs of forced entry while a room is let.

---

## What we ask of you

1.1 Tell us within 28 days of anything that may lead to a claim. A theft must also be reported to the police
within 24 hours.

1.2 If the home is left empty for more than 30 days in a row, escape of water and theft are no longer
covered. From November to March an empty home must be kept at 12 °C or more, or the water must be turned off
and drained.

1.3 The front door must have a five-lever lock, and windows on the ground floor must lock with a key.

1.4 The chimney must be swept at least every two years if the stove is used. Keep the receipt.

1.5 Tell us before building work worth more than £25,000 begins.

## How to claim

2.1 Telephone 01632 960 118 at any hour. In an emergency you may spend up to £300 on stopping the damage
before we have agreed; keep the parts and take photographs.

2.2 We send a surveyor for claims above £2,500. Smaller claims are settled from photographs and two
estimates.

2.3 We pay within ten working days of agreeing the sum. The excess is taken off first, once for each event.

## Changing or ending the policy

You may end the policy within 14 days of receiving it and have the whole premium back. Later we return the
part for the months that remain, less £25, if there has been no claim in the period. The policy is not
renewed automatically: we write to you by 1 May 2026.

> The discount for years without a claim stands at one year. It grows to two years on 1 June 2026 if
> nothing is claimed before then.
"""

GARAGE = """
# Договор аренды гаража № 17
= г. Осташков, 28 августа 2025 года

**Кузнецов Виктор Андреевич**, далее «Арендодатель», с одной стороны, и **Сорокин Павел Юрьевич**, далее
«Арендатор», с другой стороны, заключили настоящий договор о нижеследующем.

## 1. Предмет договора

1.1. Арендодатель передаёт Арендатору во временное пользование гараж № 42 в гаражном кооперативе «Волна» по
адресу: г. Осташков, Заводская улица, владение 9. Площадь гаража 18,4 кв. м, в гараже имеется смотровая яма.

1.2. Гараж принадлежит Арендодателю на праве собственности и никому другому не обещан и не заложен.

1.3. Гараж предоставляется для стоянки одного легкового автомобиля и прицепа, а также для хранения
инструмента и садового инвентаря.

## 2. Срок аренды

2.1. Договор действует с 1 сентября 2025 года по 31 июля 2026 года включительно, то есть 11 месяцев.

2.2. Если за 20 дней до окончания срока ни одна из сторон не возразит письменно, договор считается
продлённым ещё на 11 месяцев на тех же условиях. Такое продление возможно один раз.

## 3. Плата и расчёты

3.1. Арендная плата составляет 4 200 рублей в месяц и вносится не позднее 5-го числа текущего месяца
переводом на карту Арендодателя.

3.2. При подписании договора Арендатор внёс обеспечительный платёж в размере 4 200 рублей. Он возвращается в
течение 7 дней после сдачи гаража за вычетом неоплаченных сумм.

3.3. Электроэнергию Арендатор оплачивает отдельно по счётчику и по тарифу кооператива. Показание счётчика на
день передачи 03418 кВт·ч.

3.4. Членские взносы кооператива и налог на имущество платит Арендодатель.

3.5. За просрочку платежа начисляется пеня 0,1 процента от суммы долга за каждый день, начиная с шестого дня
просрочки.

3.6. Размер платы не может быть изменён до 31 июля 2026 года.

## 4. Обязанности сторон

4.1. Арендодатель за свой счёт устраняет протечки кровли и ремонтирует электропроводку до счётчика. К
ремонту он приступает не позднее 10 дней после сообщения Арендатора.

4.2. Арендатор содержит гараж в чистоте, за свой счёт смазывает и при необходимости заменяет замок, очищает
от снега площадку перед воротами.

4.3. В гараже запрещено хранить газовые баллоны и более 20 литров топлива, вести сварочные работы, а также
пользоваться обогревателями без присмотра.

4.4. Передавать гараж или его часть третьим лицам можно только с письменного согласия Арендодателя. Матери
Арендатора, Сорокиной Галине Петровне, такое согласие дано настоящим договором.

4.5. Арендодатель вправе осмотреть гараж не чаще одного раза в два месяца, предупредив Арендатора за сутки.

## 5. Расторжение договора

5.1. Арендатор вправе расторгнуть договор в любое время, письменно предупредив Арендодателя за 30 дней.

5.2. Арендодатель вправе расторгнуть договор досрочно, если плата не внесена более чем за два месяца либо
нарушен пункт 4.3. В этом случае он предупреждает Арендатора за 15 дней.

5.3. При продаже гаража договор сохраняет силу для нового собственника. Арендатор имеет преимущественное
право покупки по той же цене.

## 6. Прочие условия

6.1. Споры стороны решают переговорами, а если не договорятся, в суде по месту нахождения гаража.

6.2. Договор составлен в двух экземплярах, по одному для каждой стороны. Акт приёма-передачи является его
частью.

## Акт приёма-передачи от 1 сентября 2025 года

Арендодатель передал, а Арендатор принял гараж № 42 в следующем состоянии:

|: 30 46 24
| Что передано | Состояние | Количество |
| Ворота стальные | Исправны, правая створка задевает порог | 1 |
| Замок врезной, ключи | Исправен | 2 ключа |
| Стеллаж металлический | Нижняя полка прогнута | 1 |
| Смотровая яма | Сухая, доски настила заменены в 2024 году | 1 |
| Светильники | Исправны | 2 |
| Огнетушитель ОП-4 | Проверен, годен до марта 2027 года | 1 |
| Кровля | Следы старой протечки в дальнем левом углу | |

Показание счётчика электроэнергии 03418 кВт·ч. Претензий у сторон нет.

## Подписи сторон

|! 50 50
| **Арендодатель** | **Арендатор** |
| Кузнецов В. А. | Сорокин П. Ю. |
| 1 сентября 2025 года | 1 сентября 2025 года |
"""

PRICES = """
# Price list 2025
= Whitfield & Sorokin, joiners. Unit 3, Tannery Yard, Mill Street, Hallowby

Valid from 1 February 2025. It replaces the list of January 2024. We are not registered for VAT: the prices
are what you pay.

## Time

|: 70 30
| Work | Price |
| Joiner, by the hour | £48 |
| Joiner, by the day, eight hours on one site | £340 |
| First visit and measuring, within 15 miles | free |
| First visit further away | £30 |

## Windows and doors

|: 70 30
| Work | Price |
| Sash window, overhaul: cords, beads, draught strip, one window | £285 |
| Sash window, new, modified pine, double glazed | from £1,650 |
| Casement window, new, oak | from £980 |
| Inside door, panelled, oak | £720 |
| Inside door, panelled, painted poplar | £490 |
| Garden gate, ledged and braced, larch | £540 |

Fitting is included for windows. For doors and gates it is £95 each, with hinges and latch set in.

## Furniture and fittings

|: 70 30
| Work | Price |
| Bookcase, painted, fitted to the wall, a metre of width | £390 |
| Worktop, oak, 40 mm, oiled, a metre | £210 |
| Kitchen table, oak or ash, 180 by 85 cm | £1,380 |
| Chair, ash, with woven seat | £265 |
| Staircase | by quotation |
| Plane iron or chisel, ground and sharpened | £6 |

## Conditions

- A quotation holds for 60 days.
- The deposit is 40 per cent with the order. The balance is due within 14 days of fitting or delivery.
- Delivery within 15 miles is free for orders above £500 and £35 for smaller ones.
- Customers who ordered within the last 24 months have 10 per cent off labour, but not off materials.
- Joinery is guaranteed for three years, painted and oiled finishes for one year.
- Beech is not available with the oil finish.
- If an order is cancelled before wood is cut, we keep £60 for drawing and return the rest of the deposit.

## How long it takes

In the spring of 2025 we are quoting nine weeks for windows, six weeks for doors and twelve weeks for tables
and chairs. Sharpening is done while you wait on Friday afternoons.
"""

MINUTES = """
# Tannery Yard tenants' meeting
= Minutes, Wednesday 12 March 2025, 18.00, at the pottery, Unit 5

|! 26 74
| Present | Beatrix Lund (Unit 5, pottery, in the chair), Anna Whitfield (Unit 3, joinery, minutes), \
Tom Okafor (Unit 1, cycle repairs), Raj Mehta (Unit 6, printing), Daniel Coombe (Coombe & Lyle, for the landlord) |
| Apologies | Ilya Sorokin (Unit 3), Sorrel Dunne (Unit 4, bakery) |
| Empty | Unit 2 |

## 1. Minutes of 4 December 2024

Agreed without changes.

## 2. Roof and gutters

Raj reported water coming in above his paper store after the storm of 21 February. Daniel Coombe has had the
valley gutter looked at: the lead is split over about three metres. The landlord pays. The work is planned
for the week of 7 April and needs the east side of the yard kept free of vans for two days.

## 3. Gate

The gate code changes on 1 May. Daniel sends it by post and not by e-mail. From the same day the gate closes
at 21.00 and no longer at 20.00, as Tom and Beatrix had asked. On Sundays it stays at 18.00.

## 4. Shared skip

The skip now costs £164 a month, divided among the five let units: £32.80 each. Tom pointed out that the
joinery fills nearly half of it. Anna offered to take offcuts to the community wood store every second
Friday; if that is not enough by June, Unit 3 will pay a double share. Agreed.

## 5. Charging point for vans

Raj had a quotation of £2,380 from Lumley Electrical for one charging point on the wall of Unit 2. There was
doubt whether the supply to the yard can carry it. Decision put off until there are three quotations and a
letter from the network operator.

## 6. Open Yard day

To be held on Saturday 14 June 2025 from 10.00 to 16.00. Budget £300 from the common fund, which stands at
£1,122. Beatrix runs the wheel, Tom gives free brake checks, Anna and Ilya show sash windows and sell honey,
Raj prints the posters. The bakery is asked to do teas. Vote: four in favour, none against.

## 7. Other business

The fire alarm in the passage sounded twice in January without cause. Daniel to have the detector changed.
Unit 2 has been viewed by a bookbinder, who would start in May.

## What was agreed to be done

|: 48 26 26
| What | Who | By when |
| Gutter repair, notice to all units | Daniel Coombe | 31 March |
| Two more quotations for the charging point | Raj Mehta | 11 June |
| Letter to the network operator | Daniel Coombe | 30 April |
| Posters | Raj Mehta | 16 May |
| Ask the bakery about teas | Beatrix Lund | 21 March |
| Detector in the passage | Daniel Coombe | 28 March |

Next meeting: Wednesday 11 June 2025, 18.00, in Unit 3.
"""

PUMP = """
# Насос погружной «Родник-60»
= Инструкция по установке и эксплуатации

Скважинный насос «Родник-60» предназначен для подачи чистой холодной воды в дома и на садовые участки.
Прочитайте инструкцию до установки и сохраните её: без отметки о продаже на последней странице гарантия не
действует.

## Технические данные

|: 60 40
| Показатель | Значение |
| Наибольший напор | 60 м |
| Наибольшая подача | 2,4 м³/ч |
| Мощность двигателя | 750 Вт |
| Напряжение | 220 В, 50 Гц |
| Наружный диаметр | 76 мм |
| Наименьший внутренний диаметр скважины | 90 мм |
| Наибольшая глубина погружения под воду | 20 м |
| Температура воды | от +1 до +35 °C |
| Содержание песка, не более | 100 г/м³ |
| Длина кабеля | 30 м |
| Масса без кабеля | 9,8 кг |

## Меры безопасности

- Подключайте насос только через устройство защитного отключения на 30 мА и автомат на 10 А.
- Не поднимайте и не опускайте насос за кабель: для этого служит трос из нержавеющей стали.
- Не включайте насос вне воды даже на несколько секунд.
- Перед любой работой отключите питание. Вода в скважине при включённом насосе может оказаться под
напряжением.

## Установка

1. Измерьте глубину скважины и уровень воды. Насос должен висеть не ближе 1 метра ко дну и не менее чем на 2
метра ниже наименьшего уровня воды.

2. Соедините насос с трубой наружным диаметром 32 мм через обратный клапан, который входит в комплект.

3. Привяжите кабель к трубе хомутами через каждые 1,5 метра, без натяжения.

4. Опустите насос на тросе и закрепите трос на оголовке.

5. Включите насос при закрытом на две трети кране. Первые 30 минут вода может идти мутная: сливайте её на
землю, не в бак.

## Сухой ход

Работа без воды разрушает уплотнения за несколько минут. Датчик сухого хода в комплект не входит;
рекомендуем реле «Страж-1», которое отключает насос через 8 секунд после исчезновения воды. Повторно
включать насос можно не раньше чем через 20 минут. Поломка из-за сухого хода гарантийным случаем не
считается.

## Зима

Насос можно оставлять в скважине, если он висит ниже уровня промерзания. Трубу выше этого уровня опорожните
через сливной клапан или обогревайте кабелем. Если насос достали, храните его в сухом помещении при
температуре выше нуля, предварительно слив воду.

## Неисправности

|: 28 36 36
| Признак | Причина | Что делать |
| Насос гудит, но не качает | Заклинило рабочее колесо песком | Отключить, поднять, промыть чистой водой |
| Слабый напор | Засорён сетчатый фильтр | Снять нижнюю крышку, промыть сетку |
| Слабый напор | Низкое напряжение, меньше 200 В | Поставить стабилизатор мощностью от 2 кВт |
| Часто включается | Упало давление воздуха в баке | Подкачать бак до 1,4 бар при пустой груше |
| Не включается | Сработала тепловая защита | Подождать 15 минут, проверить напряжение |

## Обслуживание и гарантия

Раз в год промывайте сетку и проверяйте трос. Раз в три года меняйте обратный клапан.

Гарантия 24 месяца со дня продажи. Она не распространяется на кабель, повреждённый при установке, и на
насосы, которые вскрывали вне сервисного центра. Ближайший сервисный центр: г. Тверь, ООО «Водолей-Сервис»,
по рабочим дням с 9 до 18.

|! 40 60
| Дата продажи | 26 апреля 2025 года |
| Заводской номер | 60-2503-01874 |
| Продавец | магазин «Хозяин», г. Осташков |
| Покупатель | Сорокин П. Ю. |
"""

SAMPLES = [
    Sample(
        "boiler-warranty.pdf", "en-GB", "Tarnside Heating Ltd", datetime(2024, 10, 14, 9, 0),
        "Tarnside Heating · Kestrel 24 · warranty W-552081", WARRANTY, colour="#1F4E79",
    ),
    Sample(
        "workshop-lease.pdf", "en-GB", "Coombe & Lyle", datetime(2023, 3, 17, 9, 0),
        "Lease of Unit 3, Tannery Yard", LEASE, serif=True,
    ),
    Sample(
        "home-insurance-summary.pdf", "en-GB", "Fenwold Mutual", datetime(2025, 5, 20, 9, 0),
        "Fenwold Mutual · policy FM-448-20917", INSURANCE, colour="#6B2E3E",
    ),
    Sample(
        "dogovor-arendy-garazha.pdf", "ru-RU", "Кузнецов В. А.", datetime(2025, 8, 28, 9, 0),
        "Договор аренды гаража № 17", GARAGE, serif=True,
    ),
    Sample(
        "workshop-price-list.docx", "en-GB", "Whitfield & Sorokin", datetime(2025, 1, 27, 9, 0),
        "Whitfield & Sorokin, joiners", PRICES, colour="#5A3E1B",
    ),
    Sample(
        "yard-meeting-minutes.docx", "en-GB", "Anna Whitfield", datetime(2025, 3, 14, 9, 0),
        "Tannery Yard tenants’ meeting, 12 March 2025", MINUTES,
    ),
    Sample(
        "nasos-rodnik-60.docx", "ru-RU", "Завод «Родник»", datetime(2025, 2, 10, 9, 0),
        "«Родник-60», инструкция", PUMP, colour="#1F4E79",
    ),
]  # fmt: skip


def blocks(text: str) -> Iterator[Block]:
    """The source text as blocks, its lines joined and its apostrophes made typographic."""
    for part in re.split(r"\n\s*\n", text.strip().replace("'", "’")):
        lines = part.strip().split("\n")
        first = lines[0]
        if first.startswith(("|:", "|!")):
            rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines[1:]]
            shares = [float(share) for share in first[2:].split()]
            rows = [row + [""] * (len(shares) - len(row)) for row in rows]
            yield Block("table", rows=rows, shares=shares, head=first[1] == ":")
        elif first.startswith("# "):
            yield Block("title", first[2:])
            yield from (Block("under", line[2:]) for line in lines[1:])
        elif first.startswith("## "):
            yield Block("heading", first[3:])
        elif first == "---":
            yield Block("break")
        elif first.startswith("- "):
            yield from (Block("bullet", item.replace("\n", " ")) for item in part.strip()[2:].split("\n- "))
        elif first.startswith("> "):
            yield Block("note", " ".join(line[2:] for line in lines))
        elif clause := re.match(r"(\d+(?:\.\d*)?\.?) ", first):
            yield Block("clause", " ".join(lines)[clause.end() :], clause[1])
        else:
            yield Block("paragraph", " ".join(lines))


def bold_runs(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text and whether each is bold."""
    for index, piece in enumerate(text.split("**")):
        if piece:
            yield piece, index % 2 == 1


def markup(text: str) -> str:
    """The text as reportlab's paragraph markup."""
    escaped = ((piece.replace("&", "&amp;").replace("<", "&lt;"), bold) for piece, bold in bold_runs(text))
    return "".join(f"<b>{piece}</b>" if bold else piece for piece, bold in escaped)


def make_pdf(sample: Sample, fonts: Path) -> bytes:
    """The sample as a PDF of A4 pages, with an outline, a running header and page numbers."""
    from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
    from reportlab.lib.enums import TA_LEFT  # type: ignore[import-untyped]
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.lib.units import mm  # type: ignore[import-untyped]
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
    from reportlab.platypus import (  # type: ignore[import-untyped]
        BaseDocTemplate,
        CondPageBreak,
        Frame,
        PageBreak,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
    )

    family = "DejaVuSerifCondensed" if sample.serif else "DejaVuSansCondensed"
    for bold in (False, True):
        name = family + ("-Bold" if bold else "")
        pdfmetrics.registerFont(TTFont(name, str(fonts / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(family, normal=family, bold=f"{family}-Bold", boldItalic=f"{family}-Bold")

    ink, soft, line, tint = (HexColor(c) for c in ("#1F1D1A", "#6A655D", "#D5D0C8", "#F4F2EE"))
    colour = HexColor(sample.colour)
    base = ParagraphStyle(
        "base", fontName=family, fontSize=9.4, leading=14, textColor=ink, alignment=TA_LEFT, spaceAfter=6,
        allowWidows=0, allowOrphans=0, bulletFontName=family, bulletFontSize=9.4,
    )  # fmt: skip
    strong = f"{family}-Bold"
    styles = {
        "paragraph": base,
        "title": ParagraphStyle(
            "title", base, fontName=strong, fontSize=19, leading=24, textColor=colour, spaceAfter=3
        ),
        "under": ParagraphStyle("under", base, textColor=soft, spaceAfter=12),
        "heading": ParagraphStyle(
            "heading",
            base,
            fontName=strong,
            fontSize=11.4,
            leading=15,
            textColor=colour,
            spaceBefore=9,
            spaceAfter=5,
        ),
        "bullet": ParagraphStyle("bullet", base, leftIndent=13, bulletIndent=2, spaceAfter=3),
        "clause": ParagraphStyle("clause", base, leftIndent=26, bulletIndent=0, spaceAfter=4.5),
        "cell": ParagraphStyle("cell", base, fontSize=8.8, leading=12, spaceAfter=0),
        "head": ParagraphStyle("head", base, fontName=strong, fontSize=8.8, leading=12, spaceAfter=0),
        "note": ParagraphStyle("note", base, spaceAfter=0),
    }
    width, height = A4
    left, right, top, bottom = 25 * mm, 23 * mm, 27 * mm, 23 * mm
    room = width - left - right

    def table(block: Block) -> Any:
        total = sum(block.shares)
        rows = [
            [Paragraph(markup(cell), styles["head" if block.head and not i else "cell"]) for cell in row]
            for i, row in enumerate(block.rows)
        ]
        look: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, line),
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
        ]
        if block.head:
            look += [("BACKGROUND", (0, 0), (-1, 0), tint), ("LINEBELOW", (0, 0), (-1, 0), 0.9, colour)]
        else:
            look += [("LINEABOVE", (0, 0), (-1, 0), 0.5, line)]
        heights = [None if any(row) else 20 for row in block.rows]
        return Table(
            rows, colWidths=[room * share / total for share in block.shares], rowHeights=heights,
            style=look, repeatRows=int(block.head), spaceBefore=2, spaceAfter=10,
        )  # fmt: skip

    class Pages(Canvas):  # type: ignore[misc]
        """Knows how many pages there are before the first is written, for "2 of 3"."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for kept in self.kept:
                self.__dict__.update(kept)
                self.setFont(family, 7.8)
                self.setFillColor(soft)
                self.drawString(left, height - 15 * mm, sample.header)
                page = f"Страница {self._pageNumber} из {len(self.kept)}"
                if sample.language.startswith("en"):
                    page = f"Page {self._pageNumber} of {len(self.kept)}"
                self.drawRightString(width - right, 13 * mm, page)
                self.setStrokeColor(line)
                self.setLineWidth(0.5)
                self.line(left, height - 17.5 * mm, width - right, height - 17.5 * mm)
                super().showPage()
            super().save()

    class Template(BaseDocTemplate):  # type: ignore[misc]
        """Puts each heading into the outline."""

        def afterFlowable(self, flowable: Any) -> None:
            if isinstance(flowable, Paragraph) and flowable.style.name == "heading":
                key = f"heading-{self.seq.nextf('heading')}"
                self.canv.bookmarkPage(key)
                self.canv.addOutlineEntry(flowable.getPlainText(), key, 0)

    title = next(block.text for block in blocks(sample.text) if block.kind == "title")
    story: list[Any] = []
    for block in blocks(sample.text):
        if block.kind == "table":
            story.append(table(block))
        elif block.kind == "break":
            story.append(PageBreak())
        elif block.kind == "note":
            box = Table(
                [[Paragraph(markup(block.text), styles["note"])]],
                colWidths=[room],
                spaceBefore=4,
                spaceAfter=8,
            )
            box.setStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), tint),
                    ("LINEBEFORE", (0, 0), (0, -1), 2, colour),
                    ("LEFTPADDING", (0, 0), (-1, -1), 10),
                    ("TOPPADDING", (0, 0), (-1, -1), 6),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
                ]
            )
            story += [Spacer(1, 2), box]
        else:
            if block.kind == "heading":
                story.append(CondPageBreak(28 * mm))
            bullet = {"bullet": "•", "clause": block.number}.get(block.kind)
            story.append(Paragraph(markup(block.text), styles[block.kind], bulletText=bullet))

    out = io.BytesIO()
    template = Template(
        out, pagesize=A4, title=title, author=sample.author, subject=sample.header, lang=sample.language,
        invariant=1, creator="", producer="",
        pageTemplates=[PageTemplate(frames=[Frame(left, bottom, room, height - top - bottom, 0, 0, 0, 0)])],
    )  # fmt: skip
    os.environ["SOURCE_DATE_EPOCH"] = str(int(sample.dated.replace(tzinfo=UTC).timestamp()))  # read by reportlab
    template.build(story, canvasmaker=Pages)
    return out.getvalue()


def make_docx(sample: Sample) -> bytes:
    """The sample as a Word document on A4, with real headings, lists and tables."""
    import docx
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    colour = RGBColor.from_string(sample.colour[1:])

    def style(name: str, size: float, after: float, before: float = 0, bold: bool = False) -> Any:
        it = document.styles[name]
        it.font.name, it.font.size, it.font.bold = "Calibri", Pt(size), bold
        fonts = it.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Calibri")
        it.paragraph_format.space_before, it.paragraph_format.space_after = Pt(before), Pt(after)
        return it

    style("Normal", 11, 6)
    style("List Bullet", 11, 3)
    style("Header", 9, 0).font.color.rgb = RGBColor(0x6A, 0x65, 0x5D)
    style("Footer", 9, 0).font.color.rgb = RGBColor(0x6A, 0x65, 0x5D)
    style("Heading 1", 13, 4, 14, bold=True).font.color.rgb = colour
    style("Subtitle", 11, 12).font.color.rgb = RGBColor(0x6A, 0x65, 0x5D)
    document.styles["Subtitle"].font.italic = False
    heading = style("Title", 22, 2, bold=True)
    heading.font.color.rgb = colour
    for border in heading.element.pPr.findall(qn("w:pBdr")):
        heading.element.pPr.remove(border)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), sample.language)

    def write(paragraph: Any, text: str, strong: bool = False) -> None:
        for piece, bold in bold_runs(text):
            paragraph.add_run(piece).bold = True if bold or strong else None

    def table(block: Block) -> None:
        it = document.add_table(len(block.rows), len(block.shares))
        it.alignment = WD_TABLE_ALIGNMENT.LEFT
        it.autofit = False
        rule = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="D5D0C8"/>'
        borders = "".join(rule.format(side) for side in ("top", "bottom", "insideH"))
        layout = it._tbl.tblPr.find(qn("w:tblLayout"))  # the schema fixes the order: borders stand before it
        layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>"))
        for i, row in enumerate(block.rows):
            for j, text in enumerate(row):
                cell = it.cell(i, j)
                cell.width = Mm(160 * block.shares[j] / sum(block.shares))
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2.5)
                write(paragraph, text, strong=block.head and i == 0)
                if block.head and i == 0:
                    cell._tc.get_or_add_tcPr().append(
                        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F4F2EE"/>')
                    )
            if block.head and i == 0:
                it.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        document.add_paragraph().paragraph_format.space_after = Pt(2)

    for block in blocks(sample.text):
        match block.kind:
            case "table":
                table(block)
            case "title":
                document.add_paragraph(block.text, style="Title")
                document.core_properties.title = block.text
            case "under":
                document.add_paragraph(block.text, style="Subtitle")
            case "heading":
                document.add_paragraph(block.text, style="Heading 1")
            case "bullet":
                write(document.add_paragraph(style="List Bullet"), block.text)
            case "break":
                document.add_page_break()
            case "clause":
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.left_indent = Mm(7)
                paragraph.paragraph_format.first_line_indent = Mm(-7)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(7))
                write(paragraph, f"{block.number}\t{block.text}")
            case _:
                write(document.add_paragraph(), block.text)

    section.header.paragraphs[0].text = sample.header
    footer = section.footer.paragraphs[0]
    footer.add_run("Page " if sample.language.startswith("en") else "Страница ")
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))

    properties = document.core_properties
    properties.author = properties.last_modified_by = sample.author
    properties.comments, properties.language = "", sample.language
    properties.created = properties.modified = sample.dated
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the empty template
            del document.part.package.rels[key]

    loose = io.BytesIO()
    document.save(loose)
    fixed = io.BytesIO()
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=sample.dated.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=9)
    return fixed.getvalue()


def main() -> None:
    """Writes every sample and prints its size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, default=FONTS, help="where the DejaVu .ttf files are")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        content = make_pdf(sample, options.fonts) if sample.file.endswith(".pdf") else make_docx(sample)
        (options.out / sample.file).write_bytes(content)
        print(f"{sample.file}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
