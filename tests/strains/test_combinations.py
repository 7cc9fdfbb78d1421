from strains.combinations import strains_of


def test_a_host_is_offered_only_what_its_model_has():
    pairs = {(strain.product.name, strain.medium.name) for strain in strains_of("ecoli_core")}
    assert ("ethanol", "core_glucose") in pairs
    assert not [pair for pair in pairs if "succinate" in pair or "m9_glucose" in pair]
