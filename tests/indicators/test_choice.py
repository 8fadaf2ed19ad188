"""Which series a client's profile chooses, and why: the rules of the default set-up, exactly."""

from crm.indicators.choice import MOST, Choice, Profile, SectorFacts, Why, candidates, choose, on_tiles
from crm.indicators.parsers.series import EXCHANGE_KEY

VEGETABLES = SectorFacts(
    "agriculture.fresh-vegetables",
    "agriculture",
    "Fresh vegetables",
    ("07",),
    follow=("trucks", "truck-containers-loaded"),
)
LODGING = SectorFacts(
    "tourism.lodging",
    "tourism",
    "Lodging and resorts",
    follow=("personal-vehicles", "personal-vehicle-passengers", "buses"),
)
MEDICAL_TRAVEL = SectorFacts(
    "tourism.medical-travel",
    "tourism",
    "Medical travel",
    follow=("pedestrians",),
    follow_ports=("2502", "2604", "2608"),
)
SOFTWARE = SectorFacts("technology.software-it-services", "technology", "Software and IT services")
FARM_INPUTS = SectorFacts(
    "agriculture.farm-inputs",
    "agriculture",
    "Farm inputs",
    ("12", "31", "38", "84", "87"),
    ("84", "87"),
    ("trucks", "truck-containers-loaded"),
)


def chosen(profile: Profile) -> list[tuple[str, str, str]]:
    return [(c.key, c.why.value, c.about) for c in choose(profile, candidates(profile))]


def test_hs_07_northbound_and_port_2604_choose_exactly_these() -> None:
    profile = Profile("MX", (("07", "northbound"),), ("2604",), (VEGETABLES,))
    assert chosen(profile) == [
        ("census-us-imports-mx", "total", ""),
        ("census-us-exports-mx", "total", ""),
        ("transborder-hs07-imports", "chapter", "07"),
        ("crossings-2604-trucks", "port", "2604"),
        ("crossings-2604-truck-containers-loaded", "port", "2604"),
        (EXCHANGE_KEY, "exchange", ""),
    ]


def test_tourism_gets_the_crossings_it_follows_and_the_exchange_rate() -> None:
    assert chosen(Profile("MX", (), ("2602",), (LODGING,))) == [
        ("crossings-2602-personal-vehicles", "port", "2602"),
        ("crossings-2602-personal-vehicle-passengers", "port", "2602"),
        ("crossings-2602-buses", "port", "2602"),
        (EXCHANGE_KEY, "exchange", ""),
    ]


def test_medical_travel_is_followed_at_the_ports_of_the_sector_by_themselves() -> None:
    assert chosen(Profile("US", (), (), (MEDICAL_TRAVEL,))) == [
        ("crossings-2502-pedestrians", "port-of-sector", "Medical travel"),
        ("crossings-2604-pedestrians", "port-of-sector", "Medical travel"),
        ("crossings-2608-pedestrians", "port-of-sector", "Medical travel"),
        (EXCHANGE_KEY, "exchange", ""),
    ]


def test_software_gets_the_exchange_rate_and_crossings_only_where_it_uses_a_port() -> None:
    assert chosen(Profile("US", (), (), (SOFTWARE,))) == [(EXCHANGE_KEY, "exchange", "")]
    with_port = chosen(Profile("US", (), ("2604",), (SOFTWARE,)))
    assert [key for key, _why, _about in with_port] == [
        "crossings-2604-trucks",
        "crossings-2604-truck-containers-loaded",
        EXCHANGE_KEY,
    ]


def test_a_service_beside_goods_takes_nothing_from_the_goods() -> None:
    keys = [key for key, *_ in chosen(Profile("MX", (), (), (SOFTWARE, VEGETABLES)))]
    assert keys[:3] == ["census-us-imports-mx", "census-us-exports-mx", "transborder-hs07-imports"]


def test_a_us_business_sells_southbound_first() -> None:
    keys = [key for key, *_ in chosen(Profile("US", (), (), (VEGETABLES,)))]
    assert keys == [
        "census-us-exports-mx",
        "census-us-imports-mx",
        "transborder-hs07-exports",
        "transborder-hs07-imports",
        EXCHANGE_KEY,
    ]


def test_own_direction_wins_over_the_side_of_the_border() -> None:
    assert chosen(Profile("US", (("07", "northbound"),)))[0][0] == "census-us-imports-mx"


def test_chapters_only_partly_about_the_sector_say_so_and_come_last() -> None:
    found = chosen(Profile("US", (), (), (FARM_INPUTS,)))
    assert [(key, why) for key, why, _ in found[2:8]] == [
        ("transborder-hs12-exports", "sector-chapter"),
        ("transborder-hs31-exports", "sector-chapter"),
        ("transborder-hs38-exports", "sector-chapter"),
        ("transborder-hs84-exports", "partial-chapter"),
        ("transborder-hs87-exports", "partial-chapter"),
        ("transborder-hs12-imports", "sector-chapter"),
    ]


def test_never_more_than_nine_and_crossings_keep_two_places() -> None:
    profile = Profile(
        "MX", tuple((f"{n:02}", "both") for n in range(1, 12)), ("2506", "2604", "2304"), (VEGETABLES, FARM_INPUTS)
    )
    found = choose(profile, candidates(profile))
    assert len(found) == MOST
    assert [choice.key for choice in found if choice.why is Why.PORT] == [
        "crossings-2506-trucks",
        "crossings-2604-trucks",
    ]
    assert found[-1].why is Why.EXCHANGE


def test_crossings_take_the_places_that_chapters_leave_free() -> None:
    profile = Profile("MX", (("07", "northbound"),), ("2506", "2604", "2304"), (VEGETABLES,))
    assert sum(choice.why is Why.PORT for choice in choose(profile, candidates(profile))) == 5


def test_a_series_that_is_not_loaded_is_never_chosen() -> None:
    profile = Profile("MX", (("07", "northbound"),), ("2604",), (VEGETABLES,))
    assert choose(profile, {"transborder-hs07-imports"}) == (Choice("transborder-hs07-imports", Why.CHAPTER, "07"),)


def test_tiles_show_one_of_each_kind_first() -> None:
    profile = Profile("MX", (("07", "northbound"), ("08", "northbound")), ("2604",), (VEGETABLES,))
    found = on_tiles(choose(profile, candidates(profile)), 4)
    assert [choice.key for choice in found] == [
        "transborder-hs07-imports",
        "crossings-2604-trucks",
        "census-us-imports-mx",
        EXCHANGE_KEY,
    ]


def test_an_empty_profile_gets_the_frame_only() -> None:
    assert [key for key, *_ in chosen(Profile())] == ["census-us-imports-mx", "census-us-exports-mx", EXCHANGE_KEY]
