from concurrent.futures import ThreadPoolExecutor

from checked_equations.v8 import start


def test_it_starts_and_answers_in_any_thread() -> None:
    """With memory keys, which some processors have, V8 would end the process here."""
    for number in ["1", "2"]:
        with ThreadPoolExecutor(max_workers=1) as thread:
            v8 = thread.submit(start, [f"x = {number}"]).result()
        assert v8.eval("x + ''") == number
        v8.close()
