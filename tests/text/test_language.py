"""Letters that stand for others are told from every language in Latin letters, and other scripts are let be."""

from collections import Counter

import pytest

from lib.text.language import is_enciphered

TEXTS = {
    "English": "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and "
    "should act towards one another in a spirit of brotherhood. Everyone is entitled to all the rights and freedoms set "
    "forth in this Declaration, without distinction of any kind, such as race, colour, sex, language, religion.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und "
    "sollen einander im Geist der Brüderlichkeit begegnen. Jeder hat Anspruch auf die in dieser Erklärung verkündeten "
    "Rechte und Freiheiten ohne irgendeinen Unterschied, etwa nach Rasse, Hautfarbe, Geschlecht, Sprache, Religion.",
    "Czech": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají spolu "
    "jednat v duchu bratrství. Každý má všechna práva a všechny svobody, stanovené touto deklarací, bez jakéhokoli "
    "rozlišování, zejména podle rasy, barvy, pohlaví, jazyka, náboženství, politického nebo jiného smýšlení.",
    "Polish": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i "
    "sumieniem i powinni postępować wobec innych w duchu braterstwa. Każdy człowiek posiada wszystkie prawa i wolności "
    "zawarte w niniejszej Deklaracji bez względu na jakiekolwiek różnice rasy, koloru, płci, języka, wyznania.",
    "Finnish": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja "
    "omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä. Jokainen on oikeutettu kaikkiin tässä "
    "julistuksessa esitettyihin oikeuksiin ja vapauksiin ilman minkäänlaista rotuun, väriin, sukupuoleen perustuvaa eroa.",
    "Turkish": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine "
    "karşı kardeşlik zihniyeti ile hareket etmelidirler. Herkes, ırk, renk, cinsiyet, dil, din, siyasi veya diğer "
    "herhangi bir akide, milli veya içtimai menşe, servet, doğuş veya herhangi diğer bir fark gözetilmeksizin.",
    "Indonesian": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama. Mereka dikaruniai akal dan hati "
    "nurani dan hendaknya bergaul satu sama lain dalam semangat persaudaraan. Setiap orang berhak atas semua hak dan "
    "kebebasan yang tercantum di dalam Pernyataan ini tanpa pengecualian apa pun, seperti pembedaan ras, warna kulit.",
    "Vietnamese": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. Mọi con người đều được tạo "
    "hoá ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu. Mọi người đều được hưởng tất cả "
    "những quyền và tự do nêu trong Bản tuyên ngôn này, không phân biệt chủng tộc, màu da, giới tính, ngôn ngữ.",
}


def shifted(text: str, by: int) -> str:
    """Return every letter moved on in the alphabet, as a font with shifted codes does it."""
    small = "abcdefghijklmnopqrstuvwxyz"
    moved = small[by:] + small[:by]
    return text.translate(str.maketrans(small + small.upper(), moved + moved.upper()))


def told(text: str) -> bool:
    return is_enciphered(Counter(text), text)


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_no_cipher(language: str) -> None:
    assert not told(TEXTS[language])


@pytest.mark.parametrize("by", [1, 3, 13, 25])
@pytest.mark.parametrize("language", ["English", "German", "Czech", "Finnish"])
def test_shifted_letters_are_a_cipher(language: str, by: int) -> None:
    assert told(shifted(TEXTS[language], by))


def test_letters_without_vowels_are_a_cipher() -> None:
    swapped = str.maketrans("aeiouybcdfgh", "bcdfghaeiouy")
    assert told(TEXTS["English"].lower().translate(swapped) * 2)


def test_a_table_of_sounds_is_no_cipher() -> None:
    rows = (
        "*b#_ bbbbbbbbfppp *d#_ ddddddddrtdd *dV_V dddddddddrtdd *d_# rrdrdddrrtdd *g#_ ggggkkgghggg *p#_ pppppppppfpp "
        "*t#_ tttttttttttt *tV_V tttttttttttt *k#_ kkkkkkkkkkkk *k_# kkkkqqkkkkxq *s#_ sssshhhststt *sV_V ssttsshhstst "
    )
    head = "Some Correspondences of Voiced and Voiceless Stops and Fricatives: "
    assert not told((head + rows) * 3)


@pytest.mark.parametrize(
    "text",
    [
        "ACGTTGCAAGGCTTACGATCGATCGGCTA " * 20,
        "Все люди рождаются свободными и равными в своем достоинстве и правах. " * 5,
        "人人生而自由，在尊严和权利上一律平等。" * 20,
        "1024 2048 4096 " * 50,
        "Short text.",
    ],
)
def test_what_is_no_text_in_latin_letters_is_let_be(text: str) -> None:
    assert not told(text)
