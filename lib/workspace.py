"""The front door: one object through which pages, scripts and benchmarks do everything."""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from lib.absence import patiently
from lib.acting import require
from lib.answering.answerer import ReadingKey
from lib.answering.ask import AskOptions, OnEvent
from lib.answering.caption_passages import with_captions
from lib.answering.offline.figure_passages import with_named_figures
from lib.answering.offline.named_figures import named_figures
from lib.answering.offline.part_passages import with_part
from lib.background.export_tasks import ExportTasks
from lib.backup.archive import LIBRARY_FILE
from lib.config import Preferences, ProjectSettings, Settings, WorkspaceSettings
from lib.disk import require_space
from lib.errors import ConfigError, SidelightError
from lib.library.ask_service import AskService
from lib.library.backups import Backups
from lib.library.bin import Bin
from lib.library.copies import Copies
from lib.library.deployment import Shared, deploy
from lib.library.health import Health, health_of
from lib.library.index_upkeep import IndexUpkeep
from lib.library.ingestion import Ingestion
from lib.library.inspection import Inspection
from lib.library.jobs import Jobs, plain_filename
from lib.library.live_index import LiveIndex
from lib.library.model_catalogue import ModelCatalogue
from lib.library.paper_pages import PaperPages
from lib.library.paper_work import PaperWork
from lib.library.passwords import Passwords
from lib.library.repairs import mend_folder
from lib.library.retractions import Retractions
from lib.library.warm_up import WarmUp
from lib.library.word_search import WordSearcher
from lib.library.zotero_intake import ZoteroIntake
from lib.library.zotero_return import ZoteroReturn
from lib.reading.text.locate import locate
from lib.records import (
    Answer,
    Box,
    Citation,
    Dropped,
    Figure,
    Paper,
    Passage,
    Question,
    SecondOpinion,
    Sentence,
    Survey,
    Table,
)
from lib.records.notebook import register_clippings
from lib.records.people import Role
from lib.records.word_hits import WordSearch
from lib.reviews.reviews import Reviews
from lib.storage.actions import ActionStore
from lib.storage.added_citations import AddedCitationStore
from lib.storage.annotations import AnnotationStore
from lib.storage.answer_history import AnswerHistory
from lib.storage.answers import AnswerStore
from lib.storage.database import import_whole, open_database, project_schema
from lib.storage.files import PaperFiles
from lib.storage.folders import INDEX, PAPERS, PROJECTS
from lib.storage.full_text import FullText
from lib.storage.homes import home_of
from lib.storage.labels import LabelStore
from lib.storage.lock import lock_folder, make_folder
from lib.storage.notices import NoticeStore
from lib.storage.opinions import OpinionStore
from lib.storage.paper_groups import PaperGroupStore
from lib.storage.papers import PaperStore
from lib.storage.people import FIRST_PROJECT, PeopleStore
from lib.storage.reading_cache import ReadingCache
from lib.storage.record_screenings import RecordScreeningStore
from lib.storage.repeated_entries import RepeatedEntryStore
from lib.storage.screenings import ScreeningStore
from lib.storage.shared_values import SharedSettings
from lib.storage.spending import SpendingStore
from lib.storage.surveys import SurveyStore
from lib.storage.usage import Usage, usage_of
from lib.storage.verdicts import VerdictStore
from lib.storage.zotero import ZoteroStore
from lib.surveys.progress import SurveyProgress
from lib.surveys.record_screenings import RecordScreenings
from lib.surveys.repeating_groups import RepeatingGroups
from lib.surveys.screenings import Screenings
from lib.surveys.spending import Spending
from lib.surveys.surveys import Surveys

if TYPE_CHECKING:
    from lib.exporting.exports import Exports
    from lib.importing.imports import Imports
    from lib.indexing.index import PassageIndex

_open: dict[Path, Workspace] = {}
_opening = threading.Lock()


class Workspace:
    """Papers, answers and settings of one data folder. Thread-safe; one per process and folder."""

    @classmethod
    def open(
        cls, folder: str | Path, settings: Settings | None = None, *, within: WorkspaceSettings | None = None
    ) -> Workspace:
        """Return the workspace of a folder, which is created; the same object for a second `open` in this process.

        `settings`: None takes them from the environment. `within`: those of the installation whose project it is, in the place
        of `settings`. Raises FolderInUse where another process has the folder open,
        ConfigError for settings that cannot be used, DiskFull.
        """
        path = Path(folder).expanduser().resolve()
        with _opening:
            workspace = _open.get(path)
            if workspace is None:
                workspace = _open[path] = cls(path, settings, within)
            workspace._users += 1
            return workspace

    def __init__(self, folder: Path, settings: Settings | None, within: WorkspaceSettings | None = None) -> None:
        """Use `Workspace.open`."""
        self.folder = folder
        self._users = 0
        settings = within.current if within is not None else settings or Settings.from_environment()
        self._lock = None if settings.shared else lock_folder(folder)
        make_folder(folder)
        try:
            self._open_parts(settings, within)
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise

    def _open_parts(self, settings: Settings, within: WorkspaceSettings | None) -> None:
        self.repairs = mend_folder(self.folder, settings)
        self.settings = (
            WorkspaceSettings(settings.in_folder(self.folder))
            if within is None
            else ProjectSettings(within, self.folder)
        )
        exports = f"exports-{os.getpid()}.part" if settings.shared else "exports.part"
        self._export_tasks = ExportTasks(self.folder / exports, lambda: self._preferences().disk_margin_mb)
        require_space(self.folder, 0, self._preferences().disk_margin_mb)
        schema = "" if within is None else project_schema(self.folder.name)
        self._engine = open_database(self.folder, settings.database_url, schema)
        project = "" if within is None else self.folder.name
        try:
            self.deployment = deploy(self.folder, self._engine, settings, project)
        except BaseException:
            self._engine.dispose()
            raise
        if isinstance(self.deployment, Shared) and within is None:
            self.settings = SharedSettings(self.settings.current, self.deployment.values)
        self.people = PeopleStore(self._engine, self.deployment.holds_s)
        self.actions = ActionStore(self._engine)
        self.settings.on_change = lambda changed: self.actions.note("change settings", changed)
        self._library = PaperStore(self._engine)
        self._answers = AnswerStore(self._engine)
        self.history = AnswerHistory(self._engine)
        self.history.purge()
        self._opinions = OpinionStore(self._engine)
        self._files = PaperFiles(
            self.deployment.place(self.folder / PAPERS), lambda: self._preferences().disk_margin_mb
        )
        self._readings = ReadingCache(self._library.readings)
        self._passwords = Passwords()
        self._upkeep = IndexUpkeep(self._library, self._files, self, self.deployment.lock)
        work = PaperWork(self._library, self._files, self._passwords, self._upkeep, self, self.settings)
        self._ingestion = Ingestion(
            work, self.deployment.queue, self._passwords, self._upkeep, self.settings, self.repairs
        )
        self.copies = Copies(self._library)
        self.index = LiveIndex(
            self.folder / INDEX,
            self.settings,
            self._library,
            self._readings,
            self._upkeep,
            self.copies,
            self.repairs,
            functools.partial(home_of, self._engine, self.folder / LIBRARY_FILE),
            self.deployment.place,
            self.deployment.kept_setting(),
            self.deployment.locks if self.deployment.is_shared else None,
        )
        self.pages = PaperPages(self._library, self._files, self._readings, self._passwords)
        self.models = ModelCatalogue(self.settings)
        self.styles = self.deployment.styles(self.folder)
        self._ask_service = AskService(
            self.styles,
            self.settings,
            self._library,
            self._readings,
            self.index,
            self._answers,
            self._opinions,
            self.pages,
            Spending(SpendingStore(self._engine), self.models.spending_limits),
        )
        self.words = WordSearcher(FullText(self._engine, self.deployment.lock("words")))
        self.bin = Bin(self._library, self._ingestion, self._upkeep, self.words, self.settings, self._forget_paper)
        self.backups = Backups(self.folder, self._engine, self._files, self.settings, self.actions.note)
        self.inspection = Inspection(self._engine, self._library, self._files, self.index, self.backups)
        self.jobs = Jobs(
            self._library, self._files, self._ingestion, self.settings, self._ask_service, self.bin, self.actions.note
        )
        self.embedding = self.index.embedding
        self.groups = PaperGroupStore(self._engine)
        self.labels = LabelStore(self._engine)
        surveys = SurveyStore(self._engine)
        runs = self.deployment.survey_runs(surveys, self._library, self._ask_service, self.models)
        self.surveys = Surveys(surveys, self._library, self._ask_service, self.models, self._preferences, runs)
        self.repeating = RepeatingGroups(RepeatedEntryStore(self._engine), self._read_tables)
        self.reviews = Reviews(VerdictStore(self._engine), self._answers, self.surveys)
        self.record_screenings = RecordScreenings(RecordScreeningStore(self._engine))
        self.screenings = Screenings(ScreeningStore(self._engine), self.surveys, self)
        self.annotations = AnnotationStore(self._engine)
        self.added_citations = AddedCitationStore(self._engine)
        self.retractions = Retractions(NoticeStore(self._engine), self._library.papers)
        zotero = ZoteroStore(self._engine)
        self.zotero = ZoteroIntake(zotero, self.jobs, self._library, self.groups)
        self.zotero_return = ZoteroReturn(zotero, self.pages)
        register_clippings(self._clippings)
        if within is not None:  # projects come and go; the first one is what the app is open for
            self.index.may_rest = self._is_idle
            self.index.on_rest = self._engine.dispose
        self._warm_up = WarmUp(self.index, self.words, self.screenings, self.surveys, self.settings)
        self.bin.expire()
        self._ingestion.resume()

    def open_project(self, project_id: str) -> Workspace:
        """Return the workspace of one of this installation's projects, whose papers and all that belongs to them lie apart.

        It is closed like any other. Raises ConfigError where there is no such project, and what `open` raises.
        """
        import_whole()
        if project_id == FIRST_PROJECT:
            return Workspace.open(self.folder)
        if project_id not in {one.id for one in self.people.projects()}:
            raise ConfigError("There is no such project.")
        return Workspace.open(self.folder / PROJECTS / project_id, within=self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the folder where this is its last user; what is under way goes on at the next start."""
        with _opening:
            if _open.get(self.folder) is not self:
                return
            self._users -= 1
            if self._users > 0:
                return
            del _open[self.folder]
            register_clippings(next(reversed(_open.values()))._clippings if _open else None)
            self._warm_up.stop()
            self.bin.close()
            self._export_tasks.close()
            self.inspection.close()
            self.backups.close()
            self.screenings.close()
            self.surveys.close()
            self.embedding.close()
            self.jobs.close()
            self.pages.close()
            self.index.close()
            self._warm_up.wait()
            self.deployment.close()
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()

    @property
    def is_open(self) -> bool:
        """Whether it can be used; not after `close` by its last user."""
        return _open.get(self.folder) is self

    def _clippings(self, citation: Citation) -> list[bytes]:
        """Return what notebooks show of the pages of a citation; nothing where the paper is gone or cannot be drawn."""
        try:
            return [clipping.data for clipping in self.pages.clip(citation)]
        except SidelightError:
            return []

    # papers

    def add_paper(
        self,
        source: str | Path | bytes,
        filename: str | None = None,
        password: str | None = None,
        *,
        goes_on: Callable[[], bool] | None = None,
    ) -> Paper:
        """Return the paper, once it is `ready` or `failed`; a bad file never raises, its `problem` says what is wrong with it.

        The same bytes are the same paper; those of a failed one are tried again. As long as `goes_on` says so, a place for files
        or a database that is away is waited for; None: it is the paper's problem.
        """
        name = plain_filename(filename or ("paper.pdf" if isinstance(source, bytes) else str(source)))
        try:
            data = source if isinstance(source, bytes) else Path(source).read_bytes()
            paper_id = patiently(lambda: self.jobs.add(name, data, password), goes_on)
        except (OSError, ValueError) as error:  # ValueError: a path with NUL in it
            reason = error.strerror if isinstance(error, OSError) else error
            return _never_added("", name, f"The file cannot be opened ({reason}).")
        except SidelightError as error:
            return _never_added(hashlib.sha256(data).hexdigest(), name, error.message)
        self.jobs.wait(paper_id)
        return patiently(lambda: self._library.paper(paper_id), goes_on)

    def papers(self) -> list[Paper]:
        """Return all papers, the newest first."""
        return self._library.papers()

    def paper(self, paper_id: str) -> Paper:
        """Return one paper; raises UnknownPaper."""
        return self._library.paper(paper_id)

    def edit_paper(self, paper_id: str, **changes: Any) -> Paper:
        """Return the paper with fields of `EDITABLE` (`lib.storage.papers`) as a person wants them, whatever is read later."""
        return self._library.edit(paper_id, changes)

    def edited_fields(self) -> dict[str, set[str]]:
        """Return by paper id which of the editable fields a person gave; papers without such are left out."""
        return self._library.edited()

    def remove_paper(self, paper_id: str) -> None:
        """Remove the paper for good, also out of the bin: its readings, points and file. Answers keep their own copy.

        `bin.put` removes it so that it can be brought back. Raises UnknownPaper.
        """
        require(Role.ADMINISTRATOR)
        try:
            self._ingestion.remove(paper_id)
        finally:
            self._forget_paper(paper_id)

    def sentences(self, paper_id: str) -> list[Sentence]:
        """Return the sentences of a ready paper in reading order; none before it is ready. Raises UnknownPaper."""
        self._library.paper(paper_id)
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return [] if reading is None else list(self._readings.sentences(paper_id, reading))

    def tables(self, paper_id: str) -> list[Table]:
        """Return the tables of a ready paper in reading order; none of a reading that `reads_tables` denies. Raises
        UnknownPaper.
        """
        self._library.paper(paper_id)
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return [] if reading is None else self._library.readings.tables(paper_id, reading)

    def _read_tables(self, paper_id: str) -> tuple[ReadingKey, Sequence[Table]]:
        """Return the current reading with its tables; none of a paper that is gone or not read."""
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return (paper_id, reading or 0), [] if reading is None else self._library.readings.tables(paper_id, reading)

    def figures(self, paper_id: str) -> list[Figure]:
        """Return the figures of a ready paper in reading order; none of a reading that `reads_tables` denies. Raises
        UnknownPaper.
        """
        self._library.paper(paper_id)
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return [] if reading is None else self._library.readings.figures(paper_id, reading)

    def reads_tables(self, paper_id: str) -> bool:
        """Return whether the paper's reading knows of tables and figures; one made before they were kept does not, until
        the paper is read again (`jobs.read_again`). Raises UnknownPaper.
        """
        self._library.paper(paper_id)
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return reading is not None and self._library.readings.reads_tables(paper_id, reading)

    def current_reading(self, paper_id: str) -> int:
        """Return the number of the reading that `sentences` gives; 0 before the paper is ready. Raises UnknownPaper."""
        self._library.paper(paper_id)
        return self._library.readings.current([paper_id]).get(paper_id) or 0

    def dropped(self, paper_id: str) -> list[Dropped]:
        """Return what reading left out of a ready paper, page by page, with place and reason; nothing of readings made
        before this was kept. Raises UnknownPaper.
        """
        self._library.paper(paper_id)
        reading = self._library.readings.current([paper_id]).get(paper_id)
        return [] if reading is None else self._library.readings.dropped(paper_id, reading)

    def locate(self, paper_id: str, quote: str) -> list[Box]:
        """Return the boxes of words a person pasted (hyphens, ligatures, spacing and case apart); none where they are absent."""
        return locate(self.sentences(paper_id), quote)

    def search(self, words: str, paper_ids: Sequence[str] | None = None) -> WordSearch:
        """Return the sentences of the ready papers (None: of all) in which all the words stand; see `WordSearcher.search`."""
        return self.words.search(words, paper_ids)

    def removed_papers(self, paper_ids: Sequence[str]) -> dict[str, Paper]:
        """Return, by id, title and authors of removed papers that answers or surveys mention."""
        return self._library.removed_papers(paper_ids)

    # finding and asking

    def find_passages(self, question: str, paper_ids: Sequence[str] | None = None, limit: int = 8) -> list[Passage]:
        """Return the passages of the ready papers (None: of all) that answer best, best first; none for an empty question.

        Where a part of a paper is asked for (its aim, its limitations, ...) or a figure or table by its number, those that tell
        it stand before the `limit` that were found; behind rows of a table stands its caption: it is the list that `ask` shows.
        """
        cache = self._readings
        named = named_figures(question)
        current = self._library.readings.current(paper_ids) if named.labels else {}
        found = self.index.find_passages(question, paper_ids, limit)
        found = with_named_figures(named, found, current, cache.sentences, cache.tables, cache.figures)
        found = with_part(question, found, cache.sentences)
        return with_captions(found, cache.sentences, cache.tables, cache.figures)

    def ask(
        self,
        question: str,
        paper_ids: Sequence[str] | None = None,
        answerer: str = "extractive",
        *,
        previous: str | None = None,
        whole_paper: bool = False,
        each_paper: bool | None = None,
        call_each: bool = False,
        style: str = "sidelight",
        keys: Mapping[str, str] | None = None,
        on_event: OnEvent | None = None,
    ) -> Answer:
        """Return the answer, kept in the database; what the world does stands in its `stopped`, programming errors raise.

        `previous`: id of the answer this one follows up. `whole_paper`: a model reads all of the one chosen paper.
        `each_paper`: every paper is asked by itself, one sentence of each; None: where the question is worded so ("each",
        "which papers", "compare"). `call_each`: a model is then called for each paper, not once for all. `style`:
        `sidelight`, `reference`, or the name of a template. `keys`: typed in a browser session, by service
        (`AnswererChoice.key`); passed on, never kept.
        `on_event` gets Retrieved, TextAdded, Cited, Withdrawn, Stopped and Done; returning False stops.
        """
        options = AskOptions(
            previous=previous,
            whole_paper=whole_paper,
            each_paper=each_paper,
            call_each=call_each,
            style=style,
            keys=keys,
        )
        _, make = self._ask_service.begin(question, paper_ids, answerer, **options)
        return make(on_event or (lambda _: True))

    def run_survey(
        self,
        questions: Sequence[Question | str],
        paper_ids: Sequence[str],
        answerers: Sequence[str] = ("extractive",),
        on_progress: Callable[[SurveyProgress], object] | None = None,
    ) -> Survey:
        """Return a new survey, stored, once it has run; raises SidelightError where there is nothing to ask or nobody
        to be asked.

        All papers that are named are asked, copies of others too: `copies.without_copies` leaves those out first.
        """
        survey_id = self.surveys.start(self.surveys.plan(questions, paper_ids, answerers))
        self.surveys.wait(survey_id, on_progress)
        return self.surveys.survey(survey_id)

    def resume_survey(
        self,
        survey_id: str,
        keys: Mapping[str, str] | None = None,
        on_progress: Callable[[SurveyProgress], object] | None = None,
    ) -> Survey:
        """Return the survey once it has gone on to its end; as it is, where it is finished. Raises UnknownSurvey."""
        self.surveys.resume(survey_id, keys)
        self.surveys.wait(survey_id, on_progress)
        return self.surveys.survey(survey_id)

    def extend_survey(
        self,
        survey_id: str,
        paper_ids: Sequence[str] = (),
        questions: Sequence[Question | str] = (),
        keys: Mapping[str, str] | None = None,
        on_progress: Callable[[SurveyProgress], object] | None = None,
    ) -> Survey:
        """Return a survey that has further papers and questions, once what is new was asked; nothing else is asked again.

        Raises SidelightError where there is no such survey, it runs, or none of the papers is ready.
        """
        self.surveys.extend(survey_id, paper_ids, questions, keys)
        self.surveys.wait(survey_id, on_progress)
        return self.surveys.survey(survey_id)

    def answers(self, limit: int = 100, paper_id: str | None = None) -> list[Answer]:
        """Return answers, the newest first; of one paper those that show or cite it."""
        return self._answers.latest(limit, paper_id)

    def answer(self, answer_id: str) -> Answer | None:
        """Return one answer, None where it is not there."""
        return self._answers.get(answer_id)

    def remove_answer(self, answer_id: str) -> None:
        """Delete an answer for good; `history.remove` takes it out of sight for a while."""
        require(Role.ADMINISTRATOR)
        self._answers.remove(answer_id)

    # second opinions

    def second_opinion(
        self,
        answer_id: str,
        answerer: str,
        keys: Mapping[str, str] | None = None,
        go_on: Callable[[], bool] = lambda: True,
    ) -> SecondOpinion:
        """Return what a model holds of each sentence of an answer, kept beside it, which stays as it was given.

        What the world does stands in its `stopped`; False from `go_on` stops. Raises ConfigError, StoreError.
        """
        return self._ask_service.second_opinion(answer_id, answerer, keys, go_on)

    def opinions(self, answer_id: str) -> list[SecondOpinion]:
        """Return the second opinions on an answer, the oldest first."""
        return self._opinions.of(answer_id)

    # files to take away, and files that come in

    @functools.cached_property
    def exports(self) -> Exports:
        """What makes files of answers, surveys and reviews."""
        from lib.exporting.export_builder import ExportSources
        from lib.exporting.exports import Exports

        sources = ExportSources(
            self._answers,
            self._library,
            self.groups,
            self.surveys,
            self.reviews,
            self.pages,
            self.annotations,
            self.added_citations,
            self.repeating,
            self.retractions,
        )
        return Exports(sources, self._export_tasks, self.actions.note)

    @functools.cached_property
    def imports(self) -> Imports:
        """What takes in files of another installation, and reads bibliographies."""
        from lib.importing.imports import Imports
        from lib.storage.imports import ImportStore

        return Imports(ImportStore(self._engine))

    def _forget_paper(self, paper_id: str) -> None:
        self._readings.forget()
        self.pages.forget_pictures(paper_id)

    # the house itself

    def warm(self) -> None:
        """Open the embedder and the index in the background, and what asking the configured models needs."""
        self.pages.warm()
        self.bin.watch()
        self._warm_up.start()
        self.backups.start_schedule()

    def open_index(self) -> PassageIndex:
        """Return the index, opened at the first call; raises StoreError, ConfigError, DiskFull."""
        return self.index.open_index()

    def change_embedder(self, setting: str, key: str = "") -> None:
        """Embed the papers anew in the background; the present index answers until that is done.

        `key`: of an embedder behind a URL, held in memory until this process ends. What goes wrong stands in
        `embedding.move`; raises ConfigError for an empty setting.
        """
        require(Role.ADMINISTRATOR)
        self.index.change_embedder(setting, key)
        for one in list(_open.values()):  # the open projects of the installation; the others follow as they are opened
            if one is not self and one.settings.installation is self.settings.installation:
                one.index.change_embedder(setting, key)
        if not self.index.ready:
            self.warm()

    def health(self) -> Health:
        """Return whether database, index and reading processes answer, and what is under way; asks each of them."""
        return health_of(self._engine, self.index, self._ingestion, self.deployment)

    def projects_with_work(self) -> list[str]:
        """Return the ids of the projects of a shared installation that have papers to read or surveys that run."""
        from lib.storage.database_queue import has_work

        ids = [one.id for one in self.people.projects() if one.id != FIRST_PROJECT]
        return [project for project in ids if has_work(self._engine, project_schema(project))]

    def unfinished_papers(self) -> list[str]:
        """Return the ids of the papers that are to be read, or are being read, the oldest first."""
        return [paper.id for paper in self._library.unfinished()]

    def usage(self) -> Usage:
        """Return what the data folder holds and where."""
        return usage_of(
            self.settings.current,
            self._library.counts(),
            passages=sum(self._library.readings.points().values()),
            answers=self._answers.count(),
            embedder=self.index.setting,
        )

    def _is_idle(self) -> bool:
        """Return whether nothing is read, recognised or surveyed."""
        return not self.jobs.progress() and not any(head.status == "running" for head in self.surveys.heads())

    def _preferences(self) -> Preferences:
        return self.settings.current.preferences


def _never_added(paper_id: str, name: str, problem: str) -> Paper:
    return Paper(paper_id, name, status="failed", problem=problem)
