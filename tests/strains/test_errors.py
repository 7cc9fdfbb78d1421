import inspect

from strains import errors


def test_every_error_of_the_room_is_a_strain_error_with_a_docstring():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert len(kinds) > 5
    for kind in kinds:
        assert issubclass(kind, errors.StrainError)
        assert kind.__doc__
