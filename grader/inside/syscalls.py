"""The system calls that no notebook needs, refused with EPERM by a seccomp filter.

x86-64 and arm64; on another architecture the namespaces have to do. Each name has its
reason: a wall is only as good as what one can say of it.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000 | errno.EPERM
UNKNOWN = 0x00050000 | errno.ENOSYS
LOAD, EQUAL, AT_LEAST, SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24
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
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def forbid() -> bool:
    """Install the filter for this process and its children; False where unknown."""
    known = ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    code = program(*known)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    pointer = ctypes.create_string_buffer(header, len(header))
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return True


def program(column: int, architecture: int) -> bytes:
    """The filter in classic BPF; ``column`` picks the numbers of the architecture."""
    code = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),  # i386 calls have other numbers
        (LOAD, 0, 0, NUMBER_AT),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, KILL),
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
