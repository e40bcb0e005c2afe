#!/usr/bin/env python3
"""Makes orders.csv, the order list of `mogiri demo`, beside this script.

    python3 make_orders.py

Nobody in it exists: family names, given names and orders are drawn from the lists below by a generator with a fixed
seed, so that every run writes the same bytes. Only Random.random() is used, whose numbers Python keeps from version
to version.

What is in it, because order lists have it:
- 1,000 orders of 1 to 6 tickets, about 3,000 of the hall's 3,200 seats and 20 wheelchair spaces;
- names in kanji, in Latin letters and in kana, with their readings in hiragana, katakana or half-width katakana, parted
  by a half or a full-width space; kanji outside JIS X 0208 (髙, 﨑, 濵, 𠮷), one with a
  variation selector; a comma and quotes in a name;
- order numbers of three sales channels, of which one is Japanese and one is no safe file name;
- children, wheelchair spaces each with a companion beside it, and late tickets far below the rest of their order.
"""

import csv
import pathlib
import random

ORDERS = 1_000
draw = random.Random(20261219).random

# zone, floor, first row, last row, seats in a row: 1,100 + 900 + 1,200
BLOCKS = [("S", "1階", 1, 22, 50), ("A", "1階", 23, 40, 50), ("B", "2階", 1, 24, 50)]
WHEELCHAIR_ZONE, WHEELCHAIR_SPACES = "車椅子", 20

SIZES = [(1, 13), (2, 33), (3, 18), (4, 22), (5, 7), (6, 7)]
CHANNELS = [("W-{:06}", 82), ("窓口-{:04}", 13), ("FC/{:05}", 5)]

FAMILY = """
佐藤 さとう|鈴木 すずき|髙橋 たかはし|高橋 たかはし|田中 たなか|伊藤 いとう|渡辺 わたなべ|渡邊 わたなべ|渡邉 わたなべ|山本 やまもと
中村 なかむら|小林 こばやし|加藤 かとう|吉田 よしだ|𠮷田 よしだ|山田 やまだ|佐々木 ささき|山口 やまぐち|松本 まつもと|井上 いのうえ
木村 きむら|林 はやし|斎藤 さいとう|齋藤 さいとう|齊藤 さいとう|清水 しみず|山崎 やまざき|山﨑 やまざき|森 もり|池田 いけだ
橋本 はしもと|阿部 あべ|石川 いしかわ|前田 まえだ|藤田 ふじた|小川 おがわ|岡田 おかだ|後藤 ごとう|長谷川 はせがわ|石井 いしい
村上 むらかみ|近藤 こんどう|坂本 さかもと|遠藤 えんどう|青木 あおき|藤井 ふじい|西村 にしむら|福田 ふくだ|太田 おおた|三浦 みうら
岡本 おかもと|松田 まつだ|中島 なかじま|中嶋 なかじま|宮﨑 みやざき|濵田 はまだ|浜田 はまだ|島袋 しまぶくろ|比嘉 ひが|辻󠄀 つじ
"""
GIVEN = """
蓮 れん|陽翔 はると|湊 みなと|樹 いつき|悠真 ゆうま|大輔 だいすけ|健太 けんた|拓也 たくや|翔太 しょうた|誠 まこと|浩 ひろし|隆 たかし
一郎 いちろう|修 おさむ|茂 しげる|陽葵 ひまり|凛 りん|紬 つむぎ|芽依 めい|葵 あおい|結衣 ゆい|美咲 みさき|愛 あい|彩 あや|恵 めぐみ
裕子 ゆうこ|真由美 まゆみ|久美子 くみこ|和子 かずこ|節子 せつこ|ひかり ひかり|さくら さくら|マリア まりあ|ゐと いと|令 れい|晶 あきら
"""
LATIN = """
Anna Müller=アンナ ミュラー|Liam O'Neil=リアム オニール|Zoë Lefèvre=ゾエ ルフェーヴル|Søren Kjær=セーレン ケア|Nguyễn Thị Mai=グエン ティ マイ
Smith, John "Jack"=スミス ジョン|María José García=マリア ホセ ガルシア|Łukasz Wójcik=ウカシュ ヴイチク|Kim Minjun=キム ミンジュン|Chen Yu-ting=チェン ユーティン
Priya Raghunathan=プリヤ ラグナタン|İpek Yılmaz=イペク ユルマズ|Olga Ivanova=オリガ イワノワ|Maximilian von Hohenstein-Waldburg=マクシミリアン フォン ホーエンシュタイン=ヴァルトブルク
"""

HALF_WIDTH = dict(zip(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンヲァィゥェォャュョッー",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｦｧｨｩｪｫｬｭｮｯｰ"))
HALF_WIDTH |= {chr(ord(plain) + 1): HALF_WIDTH[plain] + "ﾞ" for plain in "カキクケコサシスセソタチツテトハヒフヘホ"}
HALF_WIDTH |= {chr(ord(plain) + 2): HALF_WIDTH[plain] + "ﾟ" for plain in "ハヒフヘホ"}


def pairs(text, between):
    return [tuple(item.split(between, 1)) for line in text.split("\n") for item in line.split("|") if item]


def one_of(items):
    return items[int(draw() * len(items))]


def weighted(items):
    left = draw() * sum(weight for _, weight in items)
    for item, weight in items:
        left -= weight
        if left < 0:
            return item
    return items[-1][0]


def katakana(hiragana):
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ん" else c for c in hiragana)


def half_width(hiragana):
    return "".join(HALF_WIDTH.get(c, c) for c in katakana(hiragana))


FAMILIES, GIVENS, LATINS = pairs(FAMILY, " "), pairs(GIVEN, " "), pairs(LATIN, "=")
STYLES = [((" ", str), 50), (("　", str), 20), ((" ", katakana), 20), (("", katakana), 4), ((" ", half_width), 6)]


class Hall:
    """Rows of seats that are still free from some number on."""

    def __init__(self):
        self.rows = [(zone, floor, row, seats, [0])
                     for zone, floor, first, last, seats in BLOCKS for row in range(first, last + 1)]
        self.wheelchairs = 0

    def take(self, count):
        """Seats side by side for a party, in a row picked at random."""
        zone, floor, row, _, taken = one_of([row for row in self.rows if row[3] - row[4][0] >= count])
        first = taken[0] + 1
        taken[0] += count
        return zone, [f"{floor} {row}列 {seat}番" for seat in range(first, first + count)]

    def take_wheelchair(self):
        self.wheelchairs += 1
        space = f"1階 車椅子 {self.wheelchairs}番"
        return WHEELCHAIR_ZONE, [space, f"{space} 同伴"]


def party(count):
    """Names of people who come together, mostly a family."""
    if draw() < 0.08:
        return [one_of(LATINS) for _ in range(count)]
    family, style = one_of(FAMILIES), weighted(STYLES)
    people = []
    for _ in range(count):
        if draw() < 0.25:
            family = one_of(FAMILIES)
        (name, reading), (space, write) = one_of(GIVENS), style
        people.append((family[0] + space + name, write(family[1] + space + reading)))
    return people


def tickets(hall, size, with_wheelchair):
    """Seat, zone and kind of each ticket of an order."""
    rows = []
    if with_wheelchair:
        zone, (space, beside) = hall.take_wheelchair()
        rows = [(space, zone, "wheelchair"), (beside, zone, "companion")]
    if size > len(rows):
        zone, seats = hall.take(size - len(rows))
        # Somebody grown up comes along.
        for at, seat in enumerate(seats):
            child = size > 1 and (at > 0 or with_wheelchair) and draw() < 0.17
            rows.append((seat, zone, "child" if child else "adult"))
    return rows


def main():
    hall, rows, late, numbers = Hall(), [], [], {}
    for at in range(ORDERS):
        channel, size = weighted(CHANNELS), weighted(SIZES)
        numbers[channel] = numbers.get(channel, 0) + 1 + int(draw() * 9)
        order = channel.format(numbers[channel])
        with_wheelchair = size > 1 and hall.wheelchairs < WHEELCHAIR_SPACES and draw() < 0.03
        seats = tickets(hall, size, with_wheelchair)
        of_order = [(order, name, kana, *ticket) for (name, kana), ticket in zip(party(size), seats)]
        if size > 2 and draw() < 0.03:
            late.append(of_order.pop())
        rows += of_order

    with open(pathlib.Path(__file__).with_name("orders.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["order", "name", "kana", "seat", "zone", "kind"])
        writer.writerows(rows + late)


if __name__ == "__main__":
    main()
