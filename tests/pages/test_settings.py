"""The Settings page: what is there, what is missing, what can be changed."""


def test_it_says_where_the_data_lies_and_how_much(library, screen):
    screen.open("settings")
    assert str(library.folder) in screen.words
    assert "2 papers" in screen.words
    assert "embedded Qdrant" in screen.words


def test_it_says_what_is_missing_and_never_shows_a_key(library, screen, monkeypatch):
    screen.open("settings")
    assert "set ANTHROPIC_API_KEY" in screen.words


def test_a_key_that_is_given_is_named_but_not_shown(folder, screen, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret-123")
    screen.open("settings")
    assert "key given" in screen.words
    assert "sk-secret-123" not in screen.words


def test_a_changed_limit_is_kept(empty, screen):
    at = screen.open("settings")
    at.number_input(key="settings_word_limit").set_value(123)
    at.form_submit_button[0].click().run()
    assert not at.exception
    assert empty.settings.current.preferences.word_limit == 123
