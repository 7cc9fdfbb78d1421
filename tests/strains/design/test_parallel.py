import pytest

from strains.design.parallel import run_jobs


def counting(number):
    def job(step):
        for _ in range(number):
            step()
        return number * number

    return job


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_answers_come_in_the_order_of_the_jobs(processes):
    steps = []
    answers = run_jobs([counting(number) for number in (4, 1, 3)], processes, lambda: steps.append(1))
    assert answers == [16, 1, 9]
    assert len(steps) == 8


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_in_a_job_is_raised_here(processes):
    def fails(step):
        raise ValueError("no answer")

    with pytest.raises(ValueError, match="no answer"):
        run_jobs([counting(2), fails], processes, lambda: None)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_step_can_stop_everything(processes):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_jobs([counting(2), counting(2)], processes, stop)


def test_a_process_that_dies_is_reported():
    def dies(step):
        import os

        os._exit(3)

    with pytest.raises(RuntimeError, match="ended without an answer"):
        run_jobs([dies, dies], 2, lambda: None)
