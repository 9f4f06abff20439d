"""Move this process into a file system, network and process table of its own, as bubblewrap does for a new program."""

import ctypes
import os

from .lockdown import become_nobody, check, die_with_parent, enter_user_namespace, forbid_user_namespaces

_NEW_MOUNTS, _NEW_NAME, _NEW_IPC, _NEW_PROCESSES, _NEW_NETWORK = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
_OTHERS = _NEW_MOUNTS | _NEW_NAME | _NEW_IPC | _NEW_PROCESSES | _NEW_NETWORK
_BIND, _RECURSIVE, _PRIVATE, _REMOUNT = 0x1000, 0x4000, 0x40000, 0x20
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_EXECUTION = 1, 2, 4, 8
_AT_RECURSIVE, _DETACH = 0x8000, 2
_SYS_MOUNT_SETATTR, _SYS_PIVOT_ROOT = 442, {"x86_64": 155, "aarch64": 41}
_c = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace")]


def enter(view: dict) -> None:
    """Fork into new namespaces with the file system ``view``; return in the new process, twice removed, only.

    This process waits for the one in between, which is the first of the new process table: when either ends, all in
    the table end. ``view`` holds read_only (paths), hidden (paths), devices (names), links (path to target), guest (the
    folder with this package, and where it is seen) and disk_bytes.
    """
    if os.getuid() == 0:
        check(_c.unshare(_OTHERS), "unshare")
    else:
        enter_user_namespace(_OTHERS)
    die_with_parent()  # a change of user or rights forgets it
    _wait_for_child()
    _build(view)
    if os.getuid() == 0:
        become_nobody()
        enter_user_namespace()
    die_with_parent()
    forbid_user_namespaces()
    _wait_for_child()


def own_mounts() -> None:
    """Let what this process mounts from now on be seen by it alone (it needs the right to mount)."""
    check(_c.unshare(_NEW_MOUNTS), "unshare")
    mount("none", "/", flags=_RECURSIVE | _PRIVATE)


def _wait_for_child() -> None:
    """Fork; the child returns and dies with its parent; the parent reaps what there is until the child ends."""
    child = os.fork()
    if child == 0:
        return
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    while True:
        ended, status = os.wait()
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _build(view: dict) -> None:
    """Make a root in memory that shows ``view`` only, and move there."""
    mount("none", "/", flags=_RECURSIVE | _PRIVATE)
    mount("box", "/tmp", "tmpfs", _NO_SETUID | _NO_DEVICES, "mode=0755,size=1m")
    os.mkdir("/tmp/old")
    os.mkdir("/tmp/new")
    _pivot_root("/tmp", "/tmp/old")
    os.chdir("/")
    mount("/new", "/new", flags=_BIND)
    _memory("/new/tmp", view["disk_bytes"], "1777")
    _memory("/new/dev", 4096, "0755")
    os.makedirs("/new/proc")
    mount("proc", "/new/proc", "proc", _NO_SETUID | _NO_DEVICES | _NO_EXECUTION)
    for name in view["devices"]:
        _bind(f"/dev/{name}", f"/dev/{name}")
    for path in view["read_only"]:
        _bind(path, path, _READ_ONLY | _NO_SETUID | _NO_DEVICES)
    _bind(*view["guest"], _READ_ONLY | _NO_SETUID | _NO_DEVICES)
    for path in view["hidden"]:
        _memory(f"/new{path}", 4096, "0555", _READ_ONLY)
    for link, target in view["links"].items():
        os.symlink(target, f"/new{link}")
    _seal("/new/dev")
    _seal("/new")
    os.chdir("/new")
    _pivot_root(".", ".")
    check(_c.umount2(b".", _DETACH), "leave the old root")
    os.chdir("/tmp")


def _memory(path: str, size: int, mode: str, flags: int = 0) -> None:
    os.makedirs(path, exist_ok=True)
    mount("box", path, "tmpfs", flags | _NO_SETUID | _NO_DEVICES, f"mode={mode},size={size}")


def _bind(source: str, target: str, attributes: int = 0) -> None:
    """Show a file or folder of the old root at a place of the new one, with ``attributes`` on all that it holds."""
    source, target = f"/old{source}", f"/new{target}"
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY))
    mount(source, target, flags=_BIND | _RECURSIVE)
    change = _MountAttributes(set=attributes)
    size = ctypes.sizeof(change)
    check(
        _c.syscall(_SYS_MOUNT_SETATTR, -100, target.encode(), _AT_RECURSIVE, ctypes.byref(change), size),
        f"protect {target}",
    )


def _seal(path: str) -> None:
    mount("none", path, flags=_REMOUNT | _BIND | _READ_ONLY | _NO_SETUID | (0 if path.endswith("dev") else _NO_DEVICES))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount as mount(2) does."""
    result = _c.mount(source.encode(), target.encode(), kind.encode() or None, flags, data.encode() or None)
    check(result, f"mount {target}")


def _pivot_root(new: str, old: str) -> None:
    check(_c.syscall(_SYS_PIVOT_ROOT[os.uname().machine], new.encode(), old.encode()), "pivot_root")
