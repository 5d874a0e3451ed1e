"""The system calls that no notebook needs, refused with EPERM by a seccomp filter.

x86-64 and arm64; on another architecture the namespaces have to do. Each name has its
reason: a wall is only as good as what one can say of it. Called before the first
thread starts: a filter binds the calling thread and what it starts.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from .libc import call

PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
UNKNOWN = 0x00050000 | errno.ENOSYS
LOAD, EQUAL, AT_LEAST, SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT = 0, 4
FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT, THIRD_ARGUMENT_AT = 16, 24, 32
X32 = 0x40000000
NEW_NAMESPACES = 0x7E020000
TIOCSTI, TIOCLINUX = 0x5412, 0x541C

# name: (x86-64, arm64)
REFUSED = {
    "ptrace": (101, 117),  # another process's memory
    "process_vm_readv": (310, 270),  # the same, by another door
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),  # another process's files
    "kcmp": (312, 272),
    "mount": (165, 40),  # undoing the masks
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),  # new namespaces bring new rights
    "setns": (308, 268),
    "keyctl": (250, 219),  # keyrings know no namespaces
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),  # kernel attack surface without use in a notebook
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "open_by_handle_at": (304, 265),
    "syslog": (103, 116),
}
# glibc and Python fall back to clone, whose flags a filter can read.
CLONE3 = (435, 435)
CLONE = (56, 220)
IOCTL = (16, 29)
SOCKET = (41, 198)
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, NETLINK_ROUTE = 1, 2, 10, 16, 0
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def known() -> bool:
    """Whether the numbers of this machine's calls are listed here."""
    return platform.machine() in ARCHITECTURES


def number_of_clone() -> int:
    """The number of ``clone`` on this machine; ``KeyError`` where it is not known."""
    return CLONE[ARCHITECTURES[platform.machine()][0]]


def forbid() -> bool:
    """Install the filter for this process and its children; False where unknown."""
    if not known():
        return False
    code = program(*ARCHITECTURES[platform.machine()])
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(header, len(header))
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer, 0, 0)
    return True


def program(column: int, architecture: int) -> bytes:
    """The filter in classic BPF; ``column`` picks the numbers of the architecture."""
    code = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, REFUSE),  # i386 calls have other numbers
        (LOAD, 0, 0, NUMBER_AT),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, REFUSE),  # and so have those of x32
    ]
    for numbers in REFUSED.values():
        code += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, REFUSE)]
    code += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, UNKNOWN)]
    # clone with the flag of a new namespace; threads and forks pass.
    code += [
        (EQUAL, 0, 4, CLONE[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (SET, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    # Sockets of other kinds: packet, and vsock, which knows no namespaces.
    code += [
        (EQUAL, 0, 9, SOCKET[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (EQUAL, 5, 0, AF_UNIX),  # pipes of Python's multiprocessing
        (EQUAL, 4, 0, AF_INET),  # its own loopback
        (EQUAL, 3, 0, AF_INET6),
        (EQUAL, 0, 3, AF_NETLINK),
        (LOAD, 0, 0, THIRD_ARGUMENT_AT),
        (EQUAL, 0, 1, NETLINK_ROUTE),  # ZeroMQ lists the interfaces: loopback
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    # ioctl that types into a terminal.
    code += [
        (EQUAL, 0, 5, IOCTL[column]),
        (LOAD, 0, 0, SECOND_ARGUMENT_AT),
        (EQUAL, 1, 0, TIOCSTI),
        (EQUAL, 0, 1, TIOCLINUX),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)
