"""Backups: made now or by a schedule, listed, put back."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import streamlit as st

from lib.backup.archive import DATABASE_ON_A_SERVER, Backup, read_backup
from lib.errors import SidelightError
from lib.library.backups import BackupTask
from lib.text.wording import count
from lib.ui.kit import session
from lib.ui.kit.access import may_name_paths
from lib.ui.kit.error_messages import POLL_SECONDS
from lib.ui.kit.escaping import megabytes, plain
from lib.ui.kit.outcomes import attempt, draw_outcome
from lib.ui.kit.polling import polled
from lib.workspace import Workspace

FORM = "settings_backup"
SCHEDULE = "settings_backup_schedule"
DOWNLOAD_BYTES = 200_000_000
"""Up to which a backup is offered as a download: Streamlit holds one in memory as long as it is offered."""
SHOWN = 12
"""Backups in the list, the newest."""


def draw_backups(workspace: Workspace) -> None:
    """Draw what there is, what is under way, and the forms that make and restore backups."""
    st.subheader("Backup", anchor=False)
    st.caption(
        "One file holds what people wrote (answers, labels, notes), the papers as they were read, and the settings; with the "
        "PDFs where wanted. No key is in it. The index is made again from it."
    )
    if workspace.settings.current.database_url:
        st.info(DATABASE_ON_A_SERVER, icon=":material/database:")
        return
    draw_outcome(FORM)
    usage = workspace.usage()
    with st.container(horizontal=True, vertical_alignment="center"):
        with_pdfs = st.checkbox(f"With the PDFs ({megabytes(usage.files_bytes)})", True, key=f"{FORM}_pdfs")
        st.button("Back up now", key=f"{FORM}_make", type="primary", on_click=_make, args=(workspace, with_pdfs))
    if workspace.backups.is_restore_decided:
        _draw_decided(workspace)
    waiting = any(_is_under_way(workspace.backups.task(of)) for of in ("make", "prepare"))
    polled(_draw_under_way, waiting, POLL_SECONDS)(workspace, waiting)
    _draw_list(workspace)
    _draw_other(workspace)
    _draw_schedule(workspace)


def _is_under_way(task: BackupTask | None) -> bool:
    return task is not None and not task.ended


def _make(workspace: Workspace, with_pdfs: bool) -> None:
    workspace.backups.start(with_pdfs=with_pdfs)


def _draw_under_way(workspace: Workspace, was_waiting: bool) -> None:
    tasks = {of: workspace.backups.task(of) for of in ("make", "prepare")}
    if was_waiting and not any(_is_under_way(task) for task in tasks.values()):
        st.rerun()
    made, prepared = tasks["make"], tasks["prepare"]
    if made is not None:
        _draw_task(workspace, "make", made, "Backing up")
        if made.result is not None:
            st.success(plain(f"Backed up to {made.result.path}.{_missing(made.result)}"), icon=":material/check:")
    if prepared is not None:
        _draw_task(workspace, "prepare", prepared, "Checking the backup")
        if prepared.result is not None:
            _draw_ready(workspace, prepared.result)


def _missing(backup: Backup) -> str:
    if not backup.missing:
        return ""
    return f" The PDFs of {count(len(backup.missing), 'paper')} are missing or damaged in the data folder and are not in it."


def _draw_task(workspace: Workspace, of: str, task: BackupTask, words: str) -> None:
    if task.problem:
        st.error(plain(task.problem), icon=":material/error:")
    elif not task.ended:
        progress = task.progress
        share = progress.done / progress.total if progress.total else 0.0
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(share, f"{words} · {megabytes(progress.done)} of {megabytes(progress.total)}")
            st.button("Stop", key=f"{FORM}_stop_{of}", on_click=task.stop)


def _draw_ready(workspace: Workspace, backup: Backup) -> None:
    st.warning(
        plain(
            f"The backup of {_moment(backup)} ({_contents(backup)}) is checked and stands ready. The library is closed for a "
            "moment for everyone, and opened again as it was then. What is there now is kept in the folder “replaced”."
        ),
        icon=":material/settings_backup_restore:",
    )
    with st.container(horizontal=True):
        if st.button("Restore it now", key=f"{FORM}_now", type="primary"):
            try:
                with st.spinner("Opening the library as it was …"):
                    workspace.backups.decide_restore()
                    session.close_workspace()
            except SidelightError as error:  # as where another session gave it up at that moment
                st.error(plain(error.message), icon=":material/error:")
                return
            st.rerun(scope="app")
        st.button("Leave all as it is", key=f"{FORM}_leave", on_click=_leave, args=(workspace,))


def _draw_decided(workspace: Workspace) -> None:
    """Draw that a backup waits for the next start, where something still worked with the library when it was to be restored."""
    st.warning(
        "A backup takes the place of the library at the next start: something still works with the library. Stop Sidelight and "
        "start it again; what is written until then is kept in the folder “replaced” alone.",
        icon=":material/settings_backup_restore:",
    )
    st.button("Leave all as it is", key=f"{FORM}_leave_decided", on_click=_leave, args=(workspace,))


def _leave(workspace: Workspace) -> None:
    workspace.backups.give_up_restore()


def _draw_list(workspace: Workspace) -> None:
    backups = workspace.backups.all()
    for name in workspace.backups.unreadable():
        st.warning(plain(f"{name} is no backup, or it was cut short. Delete it in {workspace.backups.folder}."))
    if not backups:
        st.caption(plain(f"No backup yet. They are kept in {workspace.backups.folder}."))
        return
    st.caption(plain(f"Kept in {workspace.backups.folder}; a copy on another disk is safer still."))
    for backup in backups[:SHOWN]:
        _draw_backup(workspace, backup)
    if len(backups) > SHOWN:
        st.caption(f"… and {count(len(backups) - SHOWN, 'older one')}.")


def _draw_backup(workspace: Workspace, backup: Backup) -> None:
    name = Path(backup.path).name
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(plain(f"{_moment(backup)} · {_contents(backup)} · {megabytes(backup.size)}"), width="stretch")
        st.button("Restore …", key=f"{FORM}_restore_{name}", on_click=_prepare, args=(workspace, backup.path))
        if backup.size <= DOWNLOAD_BYTES:
            st.download_button(
                "",
                lambda: Path(backup.path).read_bytes(),
                file_name=name,
                mime="application/zip",
                icon=":material/download:",
                type="tertiary",
                help="Download",
                on_click="ignore",
                key=f"{FORM}_download_{name}",
            )
        st.button(
            "",
            icon=":material/delete:",
            type="tertiary",
            help="Delete this backup",
            key=f"{FORM}_delete_{name}",
            on_click=_delete,
            args=(workspace, backup.path),
        )


def _moment(backup: Backup) -> str:
    return datetime.fromisoformat(backup.made_at).astimezone().strftime("%Y-%m-%d %H:%M")


def _contents(backup: Backup) -> str:
    pdfs = "with PDFs" if backup.with_pdfs else "without PDFs"
    return f"{count(backup.papers, 'paper')}, {count(backup.answers, 'answer')}, {pdfs}"


def _prepare(workspace: Workspace, path: str) -> None:
    workspace.backups.prepare(Path(path))


def _delete(workspace: Workspace, path: str) -> None:
    attempt(FORM, lambda: workspace.backups.remove(path), done="The backup is deleted.")


def _draw_other(workspace: Workspace) -> None:
    """Draw the form that takes a backup from elsewhere."""
    with st.expander("Restore a backup from elsewhere"):
        upload = st.file_uploader("A backup (.zip)", type=["zip"], key=f"{FORM}_upload")
        path = st.text_input("Or its path on this machine", key=f"{FORM}_path") if may_name_paths() else ""
        if not st.button("Check it", key=f"{FORM}_check", disabled=upload is None and not path.strip()):
            return
        try:
            if upload is not None:
                with tempfile.NamedTemporaryFile(dir=workspace.folder, suffix=".zip.part", delete=False) as kept:
                    kept.write(upload.getbuffer())
                found, chosen = Path(kept.name), "upload"
            else:
                found, chosen = Path(path.strip()).expanduser(), "path"
            read_backup(found)
        except SidelightError as error:
            st.error(plain(error.message), icon=":material/error:")
            if upload is not None:
                found.unlink(missing_ok=True)
            return
        workspace.backups.prepare(found, delete=chosen == "upload")
        st.rerun()


def _draw_schedule(workspace: Workspace) -> None:
    preferences = workspace.settings.current.preferences
    with st.expander("Backups by themselves"):
        draw_outcome(SCHEDULE)
        with st.form(SCHEDULE, border=False):
            st.number_input(
                "Days between two",
                0.0,
                365.0,
                float(preferences.backup_days),
                0.5,
                help="0: none are made. One is made only where something is new.",
                key=f"{SCHEDULE}_days",
            )
            st.number_input(
                "How many are kept",
                1,
                1000,
                preferences.backups_kept,
                help="Only of those made by themselves; the others stay until you delete them.",
                key=f"{SCHEDULE}_kept",
            )
            st.checkbox(
                "With the PDFs",
                preferences.backup_pdfs,
                help="Without them a backup is small; it then brings back everything but PDFs that are lost.",
                key=f"{SCHEDULE}_pdfs",
            )
            if may_name_paths():
                st.text_input(
                    "Folder",
                    preferences.backup_folder,
                    placeholder=str(workspace.backups.folder),
                    help="Such as one on another disk. Empty: the folder backups in the data folder.",
                    key=f"{SCHEDULE}_folder",
                )
            st.form_submit_button("Save", key=f"{SCHEDULE}_save", on_click=_keep_schedule, args=(workspace,))


def _keep_schedule(workspace: Workspace) -> None:
    state = st.session_state
    changes: dict[str, object] = {
        "backup_days": float(state[f"{SCHEDULE}_days"]),
        "backups_kept": int(state[f"{SCHEDULE}_kept"]),
        "backup_pdfs": bool(state[f"{SCHEDULE}_pdfs"]),
    }
    if may_name_paths():
        changes["backup_folder"] = str(state[f"{SCHEDULE}_folder"]).strip()
    attempt(SCHEDULE, lambda: workspace.settings.change(**changes), done="Saved.")
