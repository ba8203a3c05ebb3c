#!/usr/bin/env python3
"""Writes a tree with many accounts: many-accounts.py DIRECTORY [COUNT]. Every second one has a home with a key, every fifth is in a group
with others, and every twentieth has a rule of sudo: with 100,000 accounts 50,000 keys, 20,000 such groups and 5,000 rules."""

import base64
import pathlib
import struct
import sys

PAM = {
    "common-password": "password [success=1 default=ignore] pam_unix.so obscure yescrypt\npassword requisite pam_deny.so\npassword required pam_permit.so\n",
    "common-auth": "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
    "common-account": "account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\naccount requisite pam_deny.so\naccount required pam_permit.so\n",
    "passwd": "@include common-password\n",
    "login": "@include common-auth\n@include common-account\n@include common-password\n",
    "other": "@include common-auth\n@include common-account\n@include common-password\n",
}


def key(number):
    kind = b"ssh-ed25519"
    blob = struct.pack(">I", len(kind)) + kind + struct.pack(">I", 32) + number.to_bytes(32, "big")
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} user{number}\n"


def main():
    tree, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    etc = tree / "etc"
    (etc / "pam.d").mkdir(parents=True)
    (etc / "ssh").mkdir()
    modules = tree / "usr/lib/x86_64-linux-gnu/security"
    modules.mkdir(parents=True)
    for name in ("pam_unix", "pam_deny", "pam_permit"):
        (modules / f"{name}.so").touch()
    for name, text in PAM.items():
        (etc / "pam.d" / name).write_text(text)
    (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\n")
    (etc / "login.defs").write_text("UID_MIN 1000\nENCRYPT_METHOD YESCRYPT\nPASS_MAX_DAYS 99999\n")
    (etc / "ssh/sshd_config").write_text("UsePAM yes\n")
    people = range(1000, 1000 + count)
    (etc / "sudoers").write_text(
        "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n"
        + "".join(f"user{uid} ALL=(root) NOPASSWD: /usr/bin/systemctl restart unit{uid}\n" for uid in people[::20]))
    (etc / "passwd").write_text(
        "root:x:0:0:root:/root:/bin/bash\n"
        + "".join(f"user{uid}:x:{uid}:{uid}:User {uid},,,:/home/user{uid}:/bin/bash\n" for uid in people))
    (etc / "shadow").write_text(
        "root:*:19700:0:99999:7:::\n"
        + "".join(f"user{uid}:$y$j9T${uid:022d}${'h' * 43}:19700:0:99999:7:::\n" for uid in people))
    (etc / "group").write_text(
        "root:x:0:\nsudo:x:27:user1000\n" + "".join(f"user{uid}:x:{uid}:\n" for uid in people)
        + "".join(f"team{uid}:x:{uid + 1_000_000}:user{uid},user{uid + 1},user{uid + 2}\n" for uid in people[::5]))
    (etc / "gshadow").write_text(
        "root:*::\nsudo:*::user1000\n" + "".join(f"user{uid}:!::\n" for uid in people)
        + "".join(f"team{uid}:!::user{uid},user{uid + 1},user{uid + 2}\n" for uid in people[::5]))
    (etc / "gshadow").chmod(0o640)
    (etc / "shadow").chmod(0o640)
    for uid in people[::2]:
        keys = tree / f"home/user{uid}/.ssh"
        keys.mkdir(parents=True)
        (keys / "authorized_keys").write_text(key(uid))


main()
