import Testing

@testable import Probes

/// What comes before a name was tried with getent(1) of glibc 2.36, for each of the three files.
@Suite struct AccountLineTests {
    @Test func `blanks before a name are no part of it`() {
        let file = Passwd(parsing: Array("\t lead:x:79:79::/:/bin/sh\n  +::::::\n \n".utf8))
        #expect(file.accounts.map(\.name) == ["lead"])
        #expect(file.compat == [2])
        #expect(Shadow(parsing: Array(" \u{B} lead::20000:0:99999:7:::\n".utf8)).entries.map(\.password.scheme) == [.empty])
        #expect(GroupFile(parsing: Array(" \t glead:x:79:root\n".utf8)).groups.map(\.name) == ["glead"])
    }

    @Test(arguments: ["#", "  #"]) func `a line that begins with a number sign is nobody`(_ start: String) {
        let passwd = Passwd(parsing: Array("\(start)u:x:0:0::/:/bin/bash\nu#:x:1:1::/:/bin/sh\n".utf8))
        #expect(passwd.accounts.map(\.name) == ["u#"])
        #expect(passwd.malformed.isEmpty)
        #expect(Shadow(parsing: Array("\(start)u::20000:0:99999:7:::\n\(start) words\n".utf8)) == Shadow())
        #expect(GroupFile(parsing: Array("\(start)wheel:x:0:u\n\(start)\n".utf8)) == GroupFile())
    }
}
