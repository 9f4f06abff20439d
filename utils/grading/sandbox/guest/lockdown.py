"""Give up rights for good, before any of the student's code runs: the user, capabilities, limits of the kernel."""

import ctypes
import os
import resource
import signal
import struct

NOBODY = 65534
"""The user that a grader who is root becomes: limits on processes do not bind root."""

_INSIDE = 1000  # what the user is called within its own namespace
_NEW_USER = 0x10000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 444, 445, 446
_READ, _WRITE_FILE, _USE_DEVICE = 0b1101, 0b10, 1 << 15  # read: execute, read a file, list a folder
_c = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """Return the result of a call to C, or raise OSError where it is negative."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def die_with_parent() -> None:
    """Be killed when the process that started this one ends."""
    check(_c.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "die with the parent")


def become_nobody() -> None:
    """Stop being root, if this process is; a process that is not root stays what it is."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _own_proc_self()


def enter_user_namespace(others: int = 0) -> None:
    """Move to a user namespace of its own, and to the ``others`` (CLONE_NEW... flags), as user 1000 there."""
    user, group = os.getuid(), os.getgid()
    check(_c.unshare(_NEW_USER | others), "unshare")
    for name, line in (("setgroups", "deny"), ("uid_map", f"{_INSIDE} {user} 1"), ("gid_map", f"{_INSIDE} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def forbid_user_namespaces() -> None:
    """Let nobody in this user namespace make another one: half of all holes in kernels start there."""
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")


def drop_capabilities() -> None:
    """Lose every capability, and the way back to any through a program that is set-user-id."""
    check(_c.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    for capability in range(64):
        _c.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, none = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0] * 6)
    check(_c.capset(header, none), "capset")
    _own_proc_self()


def _own_proc_self() -> None:
    """Be the owner of /proc/self again, which a change of user or rights gives to root."""
    check(_c.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "become dumpable")


def restrict_access(base: str) -> bool:
    """Let Landlock refuse all writing outside ``base`` and /dev, TCP, and signals to other sandboxes.

    A second wall behind the namespaces. Returns whether the kernel has it (Linux 5.13 and later, where switched on).
    """
    version = _c.syscall(_SYS_CREATE_RULESET, None, 0, 1)
    if version <= 0:
        return False
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    handled = struct.pack("3Q", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)[: 24 if version >= 6 else 16]
    rules = check(_c.syscall(_SYS_CREATE_RULESET, handled, len(handled), 0), "make a ruleset")
    for path, rights in (("/", _READ), ("/dev", files & (_READ | _WRITE_FILE | _USE_DEVICE)), (base, files)):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        check(_c.syscall(_SYS_ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0), f"allow {path}")
        os.close(place)
    check(_c.syscall(_SYS_RESTRICT_SELF, rules, 0), "apply the ruleset")
    os.close(rules)
    return True


def set_limits(limits: dict[str, int]) -> None:
    """Set the kernel's own limits (see Limits); they hold for this process and all that come of it."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
