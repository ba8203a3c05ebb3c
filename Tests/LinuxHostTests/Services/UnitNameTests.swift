import Testing

@testable import LinuxHost

struct UnitNameTests {
    @Test(arguments: [
        ("backup", "backup.service"), ("backup.service", "backup.service"), ("backup.daily", "backup.daily.service"),
        ("borg@home.service", "borg@home.service"), ("borg@a@b", "borg@a@b.service"),
        ("var-lib\\x2dbackup.service", "var-lib\\x2dbackup.service"),
        ("a:b_c.d-e", "a:b_c.d-e.service"),
    ])
    func `a service is known by its name with or without its ending`(text: String, name: String) {
        #expect(UnitName(text)?.description == name)
        #expect(UnitName(text)?.kind == .service)
    }

    @Test func `a timer is told from a service`() {
        #expect(UnitName("backup.timer")?.kind == .timer)
        #expect(UnitName("borg@home.service")?.usualTimer == "borg@home.timer")
    }

    @Test(arguments: [
        "", ".service", "@.service", "@home.service", "borg@.service", "a/b", "../a.service", "a b", "a\n", "a\0.service", "é", "a.socket",
        "a.mount", "*",
        String(repeating: "a", count: 248),
    ])
    func `what is no name of a service or timer is none`(text: String) { #expect(UnitName(text) == nil) }
}
