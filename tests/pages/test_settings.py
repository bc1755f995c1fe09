"""The Settings page: what is there, what is missing, what can be changed."""


def test_it_says_where_the_data_lies_and_how_much(library, screen):
    screen.open("settings")
    assert str(library.folder) in screen.words
    assert "2 papers" in screen.words
    assert "embedded Qdrant" in screen.words


def test_it_says_what_is_missing(library, screen):
    screen.open("settings")
    assert "set ANTHROPIC_API_KEY" in screen.words


def test_a_key_of_the_environment_is_named_but_not_shown(folder, screen, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret-123")
    screen.open("settings")
    assert "needs a key" not in screen.words
    assert "sk-secret-123" not in screen.words


def test_a_typed_key_stays_in_its_session(empty, screen):
    at = screen.open("settings")
    at.text_input(key="settings_key_anthropic").set_value("sk-typed-456").run()
    screen.open("ask")
    assert screen.at.session_state["app_keys"] == {"anthropic": "sk-typed-456"}
    assert not empty.settings.has_key("anthropic")
    assert not any(b"sk-typed-456" in path.read_bytes() for path in empty.folder.rglob("*") if path.is_file())
    other = type(screen)()
    assert "needs a key" in "".join(other.open("ask").selectbox(key="ask_answerer").options)


def test_a_changed_limit_is_kept(empty, screen):
    at = screen.open("settings")
    at.number_input(key="settings_word_limit").set_value(123)
    at.form_submit_button[0].click().run()
    assert not at.exception
    assert empty.settings.current.preferences.word_limit == 123
