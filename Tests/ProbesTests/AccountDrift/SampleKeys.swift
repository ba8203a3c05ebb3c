/// Public keys made for these tests with ssh-keygen(1); nobody holds their private halves.
enum SampleKeys {
    static let ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPtC3fdCCjpbKU4C8fJ6mjJkYHTKT+lK5InAsbwD2uhH"
    static let ecdsa =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBH4tBrjZWmXQDH8hlez9L3XGu2QQMvZjkur1QL"
        + "nf36FD+Ihk7Vgekw7bbG2DqQaQicZ839HVGuRq9oDtqZcwtNE="
    static let rsa2048 =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7YqnQy9GpsbTtQlHpExLTtUXYAvDN4t7FmMrLpyksX7+Ticjdlf5FMOSrUWorNgCxAihVNJ"
        + "PpKrPXlDdHdLJnIZVYoVVvtVIlsn5jlurx89aMS+WBUa6QE8bN455CFKRPzJstnYtl70c5C6dTlSsBTVoNPZF5/fMrVnJ9hfMdVAoWA1CYmObX"
        + "8DLxyDdv3cJV2ec0FA2dfWZaBFiLatlA6ckJO9qn3BpE0n4+qeOsszqKCmcnXG+nxHj75LB1uqCygP1rpRbYWHwbycpAQcnB3TYCqwoKx1/CYm"
        + "RmhMc9R869KmpcJy6+SCNqINeN8MQ7yuouPUwparITLMDNThIJ"
    static let rsa1024 =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDaJg8liP+QW33IQLxw0yT3qJATZTnE1qBS+i1S9wzAgNwy/8bIzURtUiKeQXUWH9hR9NFwox"
        + "Fqbj8ZpeiOxcJpXg3Zf7qid9pcky8xchILPavHiwsgXLUgeh9I757vxdNauzYE9iW4RVHTL2L5KmwwE0Q/CpXxKBoAYPFVYbBfrQ=="
    static let dsa =
        "ssh-dss AAAAB3NzaC1kc3MAAACBAP80pu7ngW2GAvV9sX/JvfJGDpRGkqyP2fIkjWzWlLcDBToOXhUka+c8sdNyJe5x8BUqDUiF1llCecSPhs"
        + "5456bzYgfCZZZ2v9D9zlXDsTzJ6MmirjXkSarPiiGHhQ/L69zXSn1xZ/6j/HRkhp0UPfO+EBGFPcq2bkEiwI7R5wT/AAAAFQCXvWwU6l9l6iGC"
        + "jkldqoRCqcmPhQAAAIApfc62QvBx9Wwi/3OqYqqIatccgog5gT0E+twSLPI0kJAUKyNDa71J0p0IYddnCa7wCZHMr/WpNyhCOXtkPJMEqbl5/k"
        + "5yty1hemRcmKmY7mSZKbqKBRHJQbpIlwyCQLh/BYwoQkmB+OWjuhP4n/dtEu9C4/RS/Pp6H+kZRXT1aAAAAIEA2sAC0YegUdB9rc+RMJ52VP1F"
        + "5EMLAPvY9bboNdvAkcRgLZLGdy58AskMbBwBgPDAMRYtwpdAFxDrjISMyAaP1cewGhTcccoGzPptC/78DldFby92LJ/6QY/P7tEobT9hW3poUQ"
        + "NOjyrdMw7N0NKNIPabKqmZXZDYK78WkScGku0="

    /// A key of a type that no OpenSSH knows: a blob that says `ssh-future`, and four bytes.
    static let future = "ssh-future AAAACnNzaC1mdXR1cmUAAAAEAQIDBA=="
}
