from qa_pipeline.asr.languages import LANGUAGES


def test_the_languages_are_those_that_the_library_has_codes_for() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(_LANGUAGE_CODES) == LANGUAGES
