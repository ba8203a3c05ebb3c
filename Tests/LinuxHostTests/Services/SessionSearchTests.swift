import Testing

@testable import LinuxHost

@Suite struct SessionSearchTests {
    @Test(arguments: ["user", "user-early", "user-incomplete", "user-light", "user-early-light"])
    func `a session of a user is a login`(class name: String) { #expect(SessionSearch.isLogin(ofClass: name)) }

    @Test(arguments: ["manager", "manager-early", "background", "background-light", "greeter", "lock-screen", "none", ""])
    func `a session that nobody began is none, such as the manager of a user who lingers`(class name: String) {
        #expect(!SessionSearch.isLogin(ofClass: name))
    }

    @Test func `a message without a class is of a systemd that knows no manager sessions`() { #expect(SessionSearch.isLogin(ofClass: nil)) }
}
