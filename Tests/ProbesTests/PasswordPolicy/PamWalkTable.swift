extension PamWalkTests {
    /// Found by running each stack through the real library.
    static let confirmedByLibpam: [Case] = [
        Case(
            service: "include 2; substack 2; substack 2; [user_unknown=done ignore=die default=3] success; optional success",
            two: "[user_unknown=1 new_authtok_reqd=reset default=reset] ignore; requisite success; include 1",
            one: "sufficient success; [auth_err=die default=1] new_authtok_reqd; [auth_err=2 default=ignore] success", isGranted: true),
        Case(
            service:
                "[new_authtok_reqd=die success=ok auth_err=ignore default=2] success; [ignore=ok auth_err=bad user_unknown=ignore default=2] success; substack 2; required success",
            two: "sufficient user_unknown; required ignore; include 1",
            one: "[success=1 new_authtok_reqd=2 auth_err=ok default=1] success", isGranted: true),
        Case(
            service: "substack 2; substack 2; include 2; substack 2",
            two: "sufficient success; [auth_err=reset default=1] new_authtok_reqd",
            one: "", isGranted: true),
        Case(
            service: "substack 2; [success=done new_authtok_reqd=1 default=ignore] success; requisite new_authtok_reqd",
            two: "include 1; requisite success; include 1",
            one: "sufficient success; requisite success; sufficient success; requisite success", isGranted: true),
        Case(
            service:
                "sufficient ignore; substack 2; [success=ok ignore=reset default=done] ignore; [user_unknown=reset default=done] success; optional auth_err",
            two: "substack 1; sufficient new_authtok_reqd; [ignore=done default=ok] auth_err",
            one: "required perm_denied; [new_authtok_reqd=3] ignore; optional perm_denied; [success=bad default=reset] new_authtok_reqd",
            isGranted: true),
        Case(
            service: "[user_unknown=ok auth_err=1 default=done] success; [ignore=reset default=2] auth_err; optional auth_err; substack 2",
            two: "substack 1; substack 1; include 1",
            one: "[auth_err=ignore default=die] perm_denied", isGranted: true),
        Case(
            service:
                "substack 2; [ignore=done new_authtok_reqd=die success=2 default=bad] success; [success=bad user_unknown=ignore default=2] success; [auth_err=bad user_unknown=1 default=ignore] auth_err; sufficient success",
            two: "sufficient user_unknown",
            one: "", isGranted: true),
        Case(
            service: "include 2; substack 2; requisite perm_denied",
            two: "sufficient success; [user_unknown=ok auth_err=reset ignore=1] success; sufficient new_authtok_reqd; required ignore",
            one: "", isGranted: true),
        Case(
            service: "substack 2; include 2; sufficient ignore; include 2",
            two:
                "sufficient success; [success=reset user_unknown=3 auth_err=ok] success; [user_unknown=2 new_authtok_reqd=die default=ok] user_unknown",
            one: "", isGranted: true),
        Case(
            service:
                "sufficient success; [new_authtok_reqd=ignore auth_err=ok user_unknown=done] auth_err; substack 2; [ignore=3 auth_err=2 default=die] success",
            two: "substack 1; substack 1",
            one: "sufficient new_authtok_reqd; [new_authtok_reqd=ok ignore=ok default=die] success", isGranted: true),
        Case(
            service: "sufficient success; substack 2; substack 2",
            two: "[ignore=3 auth_err=done default=2] success",
            one: "", isGranted: true),
        Case(
            service: "optional user_unknown; sufficient success; [ignore=reset] ignore; substack 2; substack 2",
            two: "substack 1; substack 1; [user_unknown=bad success=bad default=3] user_unknown; requisite success",
            one: "optional new_authtok_reqd; [success=bad] success", isGranted: true),
        Case(
            service: "sufficient success; substack 2; substack 2; include 2",
            two: "optional ignore; [auth_err=2 new_authtok_reqd=die user_unknown=2] success; requisite perm_denied",
            one: "", isGranted: true),
        Case(
            service: "sufficient auth_err; substack 2; substack 2; substack 2",
            two:
                "substack 1; sufficient success; [auth_err=1 default=3] success; [ignore=die user_unknown=ignore success=1] new_authtok_reqd",
            one:
                "sufficient success; [user_unknown=2 ignore=ok default=ignore] user_unknown; optional new_authtok_reqd; [ignore=ok user_unknown=ignore] success",
            isGranted: true),
        Case(
            service: "substack 2; sufficient success; include 2; requisite ignore; requisite new_authtok_reqd",
            two: "[auth_err=ok default=2] success; substack 1; [user_unknown=die new_authtok_reqd=die] user_unknown; substack 1",
            one:
                "[success=3 new_authtok_reqd=1 default=ok] new_authtok_reqd; [auth_err=2 new_authtok_reqd=1 success=2 default=ignore] success; [new_authtok_reqd=reset ignore=3 auth_err=ignore default=ignore] auth_err",
            isGranted: true),
        Case(
            service: "sufficient success; substack 2; include 2; [auth_err=die ignore=bad new_authtok_reqd=die] success",
            two: "[auth_err=die] success; [ignore=done new_authtok_reqd=2 default=2] success",
            one: "", isGranted: true),
        Case(
            service: "[auth_err=reset success=ok user_unknown=2] success; requisite success; substack 2; substack 2",
            two: "sufficient success",
            one: "", isGranted: true),
        Case(
            service: "sufficient user_unknown; required success; substack 2; include 2; include 2",
            two: "[success=bad default=reset] perm_denied; substack 1",
            one: "sufficient success", isGranted: true),
        Case(
            service:
                "sufficient success; [ignore=ok auth_err=3 new_authtok_reqd=2 default=done] success; requisite success; substack 2; [success=bad default=3] user_unknown",
            two: "substack 1; [new_authtok_reqd=bad default=ignore] success",
            one: "[new_authtok_reqd=done] success; [success=ignore] new_authtok_reqd; [success=2] perm_denied", isGranted: true),
        Case(
            service: "substack 2; [new_authtok_reqd=2 default=1] ignore; substack 2; optional user_unknown; include 2",
            two:
                "sufficient user_unknown; include 1; [user_unknown=2 success=die new_authtok_reqd=ok default=2] user_unknown; required perm_denied",
            one: "[success=done default=ignore] success", isGranted: true),
        Case(
            service: "required success; required auth_err; substack 2",
            two: "substack 1; required auth_err; [new_authtok_reqd=1 default=bad] success; optional success",
            one: "[auth_err=bad success=reset user_unknown=ok default=ok] success", isGranted: false),
        Case(
            service:
                "include 2; [new_authtok_reqd=reset ignore=die default=done] auth_err; substack 2; [ignore=ok user_unknown=ok new_authtok_reqd=3 default=reset] success; required ignore",
            two: "[ignore=die success=2 new_authtok_reqd=ok default=die] perm_denied; substack 1; optional ignore",
            one: "[success=die auth_err=done] new_authtok_reqd; optional success", isGranted: false),
        Case(
            service:
                "[new_authtok_reqd=ignore default=3] new_authtok_reqd; optional new_authtok_reqd; substack 2; required ignore; requisite success",
            two: "requisite new_authtok_reqd; substack 1; [success=2 new_authtok_reqd=2 default=die] success",
            one: "sufficient user_unknown; [auth_err=3 success=reset ignore=done default=ignore] user_unknown", isGranted: false),
        Case(
            service: "[user_unknown=3 ignore=3 success=2] success; include 2; substack 2",
            two: "[success=ok auth_err=die] perm_denied; include 1; [auth_err=bad success=ok user_unknown=done default=done] auth_err",
            one:
                "[auth_err=3 user_unknown=done new_authtok_reqd=die default=ignore] user_unknown; required auth_err; [ignore=ok default=1] perm_denied",
            isGranted: false),
        Case(
            service: "required new_authtok_reqd; substack 2; requisite new_authtok_reqd",
            two:
                "[new_authtok_reqd=ignore auth_err=3 default=3] success; [success=ignore auth_err=ignore new_authtok_reqd=done default=ok] new_authtok_reqd; [success=die auth_err=ignore ignore=2] success",
            one: "", isGranted: false),
        Case(
            service: "[ignore=2 success=die] auth_err; substack 2",
            two: "include 1; [success=2 default=die] success; [new_authtok_reqd=2 user_unknown=2 default=ok] auth_err",
            one:
                "[success=2 user_unknown=ok] perm_denied; [auth_err=ok new_authtok_reqd=ok default=3] user_unknown; [new_authtok_reqd=3 default=ok] ignore",
            isGranted: false),
        Case(
            service:
                "[ignore=ignore user_unknown=die default=die] success; substack 2; sufficient new_authtok_reqd; [ignore=ok auth_err=ignore user_unknown=1 default=done] user_unknown",
            two: "include 1; substack 1; sufficient user_unknown; optional new_authtok_reqd",
            one: "requisite success", isGranted: false),
        Case(
            service: "substack 2; substack 2; [success=reset new_authtok_reqd=bad ignore=done default=3] perm_denied; include 2",
            two:
                "[auth_err=ignore success=ok default=reset] new_authtok_reqd; requisite new_authtok_reqd; [success=2 new_authtok_reqd=bad default=2] auth_err; include 1",
            one: "optional auth_err; [success=ignore ignore=2 default=ignore] user_unknown; required ignore; sufficient success",
            isGranted: false),
        Case(
            service: "substack 2; [success=2] success; substack 2",
            two:
                "sufficient auth_err; substack 1; [success=reset default=done] perm_denied; [success=reset new_authtok_reqd=bad user_unknown=ignore default=done] success",
            one: "[new_authtok_reqd=bad] ignore; sufficient success", isGranted: false),
        Case(
            service: "substack 2; substack 2; required new_authtok_reqd; required success; sufficient user_unknown",
            two: "sufficient new_authtok_reqd; [auth_err=1 ignore=bad] new_authtok_reqd; required new_authtok_reqd; requisite success",
            one: "", isGranted: false),
        Case(
            service: "substack 2; [new_authtok_reqd=done ignore=ignore default=2] perm_denied; include 2; [ignore=1 default=done] ignore",
            two: "[new_authtok_reqd=done success=ok ignore=reset] success; include 1; [success=ok] success; substack 1",
            one: "[auth_err=ok] user_unknown; sufficient perm_denied; optional auth_err", isGranted: false),
        Case(
            service: "substack 2; include 2",
            two: "substack 1; [ignore=die auth_err=ok user_unknown=die default=2] success",
            one: "[ignore=2 success=done user_unknown=bad] user_unknown; required success; sufficient success; optional user_unknown",
            isGranted: false),
        Case(
            service:
                "[ignore=2 default=die] auth_err; substack 2; [auth_err=done user_unknown=done new_authtok_reqd=bad] ignore; substack 2",
            two: "include 1; required auth_err",
            one:
                "requisite user_unknown; [user_unknown=ok auth_err=ok default=1] perm_denied; optional new_authtok_reqd; [user_unknown=done ignore=die success=1 default=bad] new_authtok_reqd",
            isGranted: false),
        Case(
            service:
                "[new_authtok_reqd=bad default=ok] perm_denied; required new_authtok_reqd; substack 2; [ignore=2 new_authtok_reqd=ignore default=1] success; required new_authtok_reqd",
            two:
                "sufficient auth_err; substack 1; optional auth_err; [user_unknown=2 new_authtok_reqd=bad auth_err=done default=ok] ignore",
            one: "optional new_authtok_reqd", isGranted: false),
        Case(
            service: "substack 2",
            two:
                "[user_unknown=die success=1 ignore=3] new_authtok_reqd; required auth_err; [auth_err=reset default=1] perm_denied; [auth_err=bad ignore=die new_authtok_reqd=1 default=1] success",
            one: "", isGranted: false),
        Case(
            service:
                "[success=bad] user_unknown; substack 2; [ignore=reset] auth_err; [new_authtok_reqd=ok default=3] user_unknown; include 2",
            two: "[success=die new_authtok_reqd=1 default=done] perm_denied; optional success",
            one: "", isGranted: false),
        Case(
            service: "substack 2",
            two: "include 1; [new_authtok_reqd=1 auth_err=reset ignore=1 default=ignore] user_unknown",
            one: "optional new_authtok_reqd; sufficient ignore; [ignore=bad success=reset auth_err=die default=ok] success",
            isGranted: false),
        Case(
            service: "[ignore=bad] success; required success; substack 2; substack 2",
            two: "requisite success; [auth_err=3 success=2 new_authtok_reqd=2 default=die] success; required success",
            one: "", isGranted: false),
        Case(
            service:
                "[ignore=bad new_authtok_reqd=2 default=ignore] ignore; substack 2; substack 2; substack 2; [auth_err=2 user_unknown=reset ignore=3 default=3] perm_denied",
            two: "include 1; required new_authtok_reqd; sufficient success; [new_authtok_reqd=reset] auth_err",
            one:
                "[new_authtok_reqd=2 user_unknown=3 default=bad] auth_err; requisite user_unknown; sufficient new_authtok_reqd; [auth_err=ignore] perm_denied",
            isGranted: false),
        Case(
            service:
                "[success=ok ignore=ok default=bad] success; [auth_err=done ignore=reset] auth_err; substack 2; required success; include 2",
            two: "substack 1; substack 1; [new_authtok_reqd=ok ignore=2 default=die] new_authtok_reqd; substack 1",
            one: "requisite success; [ignore=bad] success; [success=reset] success; [ignore=ignore default=2] ignore", isGranted: false),
    ]
}
