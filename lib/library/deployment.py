"""How an open library lies: alone in a data folder, or shared by several processes. What follows from that is decided here."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from lib.acting import acting_as
from lib.background.job_queue import InProcessQueue, JobQueue
from lib.background.quotas import QUOTAS
from lib.config import Settings
from lib.disk import MEGABYTE
from lib.errors import ConfigError, StoreError
from lib.library.index_upkeep import LockMaker, new_lock
from lib.library.reembedding import KeptSetting
from lib.library.saved_styles import SavedStyles, SharedStyles
from lib.places.place import PART, FilePlace, FolderPlace
from lib.records.people import OWNER
from lib.storage.advisory_locks import AdvisoryLocks, SeenProcess
from lib.storage.folders import INDEX, PAPERS, PROJECTS
from lib.storage.person_work import PersonWork
from lib.storage.reading_terms import ReadingTerms
from lib.storage.shared_values import HOLDS_S, SharedValues
from lib.storage.surveys import SurveyStore
from lib.surveys.runner import SurveyRuns
from lib.surveys.services import AsksCells, Models, Papers
from lib.surveys.shared_runner import NOBODY, SharedSurveyRuns

CACHE = "cache"
"""The folder in the data folder for copies of shared files."""
EMBEDDING = "embedding that answers"
ABOUT = "about"
"""Where in a shared place the next file lies."""
MARK = "library.txt"
"""The file of a shared place that holds the id of the library whose files lie there."""
MARKED = "shared place has its mark"
"""The value of the database that says so: from then on a place without it is another one, or not mounted."""
NEEDS_SERVERS = (
    "SIDELIGHT_SHARED lets several processes have one library: they need PostgreSQL in DATABASE_URL and a Qdrant server in "
    "QDRANT_URL."
)
OF_ANOTHER = (
    "The place of SIDELIGHT_SHARED holds the files of another library than the one in DATABASE_URL. Give each library a place of "
    "its own."
)


WITHOUT_MARK = (
    "The place of SIDELIGHT_SHARED does not hold this library's files: {mark} is not there. Is the folder mounted? Where the "
    "files lie elsewhere now, name that place, or copy all of them, that file too."
)


class Alone:
    """A library that this process has for itself, in its data folder."""

    is_shared = False
    holds_s = float("inf")
    """Seconds for which what was read of people and projects counts: nobody else changes it."""

    def __init__(self, engine: Engine, settings: Settings, *, is_project: bool) -> None:
        """Claim the database; raises ConfigError where others have it."""
        self.queue: JobQueue = InProcessQueue()
        self.lock: LockMaker = new_lock
        self.locks: AdvisoryLocks | None = None
        if settings.database_url and engine.dialect.name == "postgresql" and not is_project:
            self.locks = AdvisoryLocks(engine)
            self.locks.enter(shared=False)

    def place(self, path: Path) -> FilePlace:
        """Return where the files lie that belong into this folder: in it."""
        return FolderPlace(path)

    def kept_setting(self) -> KeptSetting | None:
        """Return where it is kept which embedder answers; None: in the index's folder."""
        return None

    def styles(self, folder: Path) -> SavedStyles:
        """Return the styles in which models can be asked: those of the data folder."""
        return SavedStyles(folder)

    def survey_runs(self, store: SurveyStore, papers: Papers, asks: AsksCells, models: Models) -> SurveyRuns:
        """Return what runs surveys: this process alone."""
        return SurveyRuns(store, papers, asks, models)

    def workers(self) -> int:
        """Return how many processes take jobs: this one."""
        return 1

    def idle_reason(self) -> str | None:
        """Return why nobody takes what is put: never here."""
        return None

    def processes(self) -> list[SeenProcess]:
        """Return the other processes of the installation that are seen: none."""
        return []

    @property
    def files_away(self) -> str | None:
        """Since when the place for files does not answer; None: it is a folder of this machine."""
        return None

    def close(self) -> None:
        """Let the database go."""
        if self.locks is not None:
            self.locks.close()


class Shared:
    """A library that several processes have together."""

    is_shared = True
    holds_s = HOLDS_S
    """Seconds for which what was read of people and projects counts."""

    def __init__(self, folder: Path, engine: Engine, settings: Settings, project: str = "") -> None:
        """`project`: the id of a project, empty for an installation itself. Raises ConfigError, StoreError."""
        from lib.places.cache import LocalCache
        from lib.places.shared import open_place_store
        from lib.storage.database_queue import DatabaseQueue, QueueStore

        if not settings.qdrant_url or engine.dialect.name != "postgresql":
            raise ConfigError(NEEDS_SERVERS)
        self._folder = folder
        self._prefix = f"{PROJECTS}/{project}/" if project else ""
        self._files = open_place_store(settings.shared)
        home = folder.parent.parent if project else folder
        self._cache = LocalCache(home / CACHE, settings.cache_mb * MEGABYTE)
        self.values = SharedValues(engine)
        self.locks = AdvisoryLocks(engine, project)
        try:
            if not project:
                self.locks.enter(shared=True)
            self._check_owner(ReadingTerms(engine).library_id())
            self.store = QueueStore(settings.database_url, self.locks)
        except BaseException:
            self._files.close()
            self.locks.close()
            raise
        if not project:
            QUOTAS.share(PersonWork(engine))
        self.jobs = DatabaseQueue(self.store, project, engine, self.locks)
        self.queue: JobQueue = self.jobs
        self.lock: LockMaker = self.locks.lock

    def place(self, path: Path) -> FilePlace:
        """Return the shared place of the files that would lie in this folder of the data folder."""
        from lib.places.shared import SharedPlace

        return SharedPlace(self._files, self._prefix + path.relative_to(self._folder).as_posix(), self._cache)

    def kept_setting(self) -> KeptSetting | None:
        """Return where it is kept which embedder answers."""
        return _SharedSetting(self.values)

    def styles(self, folder: Path) -> SavedStyles:
        """Return the styles in which models can be asked, for all processes."""
        return SharedStyles(folder, self.values)

    def survey_runs(self, store: SurveyStore, papers: Papers, asks: AsksCells, models: Models) -> SurveyRuns:
        """Return what runs surveys, here and elsewhere."""
        return SharedSurveyRuns(store, papers, asks, models, self.jobs, self.locks, self.workers)

    def workers(self) -> int:
        """Return how many processes are seen that take jobs. Raises StoreError."""
        return sum(process.kind != "app" for process in self.processes())

    def idle_reason(self) -> str | None:
        """Return why nobody takes papers and surveys, and what to do; None where somebody does, or the database is away."""
        try:
            return None if self.workers() else NOBODY
        except StoreError:
            return None

    def processes(self) -> list[SeenProcess]:
        """Return the processes of the installation that are connected now, this one among them. Raises StoreError."""
        return self.locks.processes()

    def files_problem(self) -> str | None:
        """Ask the shared place for files; return why it does not answer as it should, None where it does."""
        try:
            self._files.has(f"{self._prefix}{ABOUT}/{MARK}")
        except StoreError as error:
            return error.message
        return None

    @property
    def files_away(self) -> str | None:
        """Since when the shared place for files does not answer and why, as sentences; None while it does."""
        return self._files.away

    def close(self) -> None:
        """Let queue, files and database go."""
        if not self._prefix:
            QUOTAS.share_no_more()
        self.store.close()
        self._files.close()
        self.locks.close()

    def _check_owner(self, library: str) -> None:
        """Raise ConfigError where the place holds the files of another library; mark a new one, and bring it this folder's."""
        from lib.places.shared import SharedPlace

        place, mark = SharedPlace(self._files, f"{self._prefix}{ABOUT}", self._cache), f"{self._prefix}{ABOUT}/{MARK}"
        with self.locks.held("place"):
            self._cache.remove(mark)  # as it is there now
            path, is_marked = place.fetch(MARK), self.values.get(MARKED) is not None
            if path.exists():
                if path.read_text(encoding="utf-8").strip() != library:
                    raise ConfigError(OF_ANOTHER)
            elif is_marked:
                raise ConfigError(WITHOUT_MARK.format(mark=mark))
            else:
                self._bring_files()
                draft = place.folder / f"{MARK}{PART}"
                draft.write_text(library + "\n", encoding="utf-8")
                place.keep(draft, MARK)
            if not is_marked:
                with acting_as(OWNER):
                    SharedStyles(self._folder, self.values).bring()
                self.values.change(MARKED, lambda before: "yes")
            self._files.mark = mark

    def _bring_files(self) -> None:
        """Copy the PDFs and vectors of a data folder to the shared place that is new, as where a library comes to be shared."""
        import shutil

        folders = [self._folder / PAPERS, *(self._folder / INDEX).glob("sidelight-*-vectors")]
        for folder in folders:
            place = self.place(folder)
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file() and path.suffix != PART:
                    draft = place.folder / f"{path.name}{PART}"
                    shutil.copyfile(path, draft)
                    place.keep(draft, path.relative_to(folder).as_posix())


class _SharedSetting:
    """Which embedder's index answers, for all processes."""

    def __init__(self, values: SharedValues) -> None:
        self._values = values

    def read(self) -> str | None:
        """Return its setting; None where none was kept. Raises StoreError."""
        return self._values.get(EMBEDDING)

    def write(self, setting: str) -> None:
        """Keep the setting. Raises StoreError."""
        self._values.change(EMBEDDING, lambda before: setting)


Deployment = Alone | Shared


def deploy(folder: Path, engine: Engine, settings: Settings, project: str = "") -> Deployment:
    """Return how the library lies whose data folder and database these are; `project`: its id, empty for an installation.

    Raises ConfigError, StoreError.
    """
    return (
        Shared(folder, engine, settings, project)
        if settings.shared
        else Alone(engine, settings, is_project=bool(project))
    )
