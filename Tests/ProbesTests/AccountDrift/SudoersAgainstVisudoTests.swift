import Foundation
import Testing

@testable import Probes

/// The parser against the real one: it accepts what visudo accepts, and reads the rules that cvtsudoers reads.
@Suite struct SudoersAgainstVisudoTests {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/sbin/visudo")
    private static let digest = "sha224:d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"

    static let lines: [String] = [
        // rules
        "alice ALL=ALL", "alice ALL", "alice ALL=", "ALL ALL=ALL", "ALL=ALL", "a,b ,c ALL=ALL", "a b", "a,b", "a ALL=ALL,", "a ALL=ALL;",
        "alice ALL = (root) NOPASSWD: /bin/ls, !/bin/rm : h2 = (bob:adm) ALL", "a ALL,h=ALL", "a ALL=/bin/ls:h=/bin/x",
        // targets
        "a ALL=(:adm) ALL", "a ALL=() ALL", "a ALL=(root:) ALL", "a ALL=(:) ALL", "a ALL=(ALL,!root) ALL", "a ALL=(#0) ALL",
        "a ALL=(%g) ALL", "a ALL=(+ng) ALL", "a ALL=(:#0) ALL", "a ALL=(a b) ALL", "a ALL=(a,) ALL", "a ALL=(a:b:c) ALL", "a ALL=(a ALL",
        "a ALL=(a:b,!c) ALL", "a ALL=(%a:%b) ALL", "a ALL=(a:+b) ALL", "a ALL=(a:\"b c\") ALL", "a ALL=()NOPASSWD:ALL",
        // names
        "#1000 ALL=ALL", "#1000,a ALL=ALL", "#1000", "#-1 ALL=ALL", "#-1 foo", "#12a ALL=ALL", "#abc ALL=ALL", "%#10 ALL=ALL",
        "%:foo ALL=ALL", "%:#10 ALL=ALL", "+ng ALL=ALL", "\"a b\" ALL=ALL", "\"%dom users\" ALL=ALL", "a\\ b ALL=ALL",
        "DOM\\\\alice ALL=ALL", "\"\" ALL=ALL", "% ALL=ALL", "+ ALL=ALL", "%: ALL=ALL", "ALLX ALL=ALL", "Alice ALL=ALL", "a@b@c ALL=ALL",
        "a.b ALL=ALL", "a=b ALL=ALL", "a>b ALL=ALL", "a(b ALL=ALL", "a:b ALL=ALL", "NOPASSWD ALL=ALL", "list ALL=ALL",
        "sudoedit ALL=ALL", "sha256 ALL=ALL", "/bin/ls ALL=ALL", "10.0.0.1 ALL=ALL", "!a ALL=ALL", "!!a ALL=ALL", "ALL,!a !h,ALL=ALL",
        "a,!a ALL=ALL",
        // hosts
        "a 10.0.0.1=ALL", "a 10.0.0.0/8,10.0.0.0/255.0.0.0=ALL", "a 10.0.0.1/33=ALL", "a 300.0.0.1=ALL", "a fe80::1=ALL", "a ::1=ALL",
        "a fe80::/10=ALL", "a fe80:::1=ALL", "a 1:2=ALL", "a +ng=ALL", "a h*=ALL", "a %g=ALL", "a #12=ALL", "a /bin=ALL", "a \"ho st\"=ALL",
        // tags and options
        "a ALL=NOPASSWD ALL", "a ALL=NOPASSWD : ALL", "a ALL=NOPASSWD:(root) ALL", "a ALL=PASSWD:NOEXEC:SETENV: ALL", "a ALL=NOTATAG: ALL",
        "a ALL=!NOPASSWD:ALL", "a ALL=NOPASSWD:!ALL", "a ALL=INTERCEPT:ALL", "a ALL=FOLLOW:LOG_INPUT:NOMAIL:ALL",
        "a ALL=NOPASSWD: /bin/ls, (bob) /bin/cat, /bin/rm, !/bin/x, PASSWD: ALL",
        "a ALL=TIMEOUT=10m (root) ALL", "a ALL=(root) TIMEOUT=10m NOPASSWD: ALL", "a ALL=(root) NOPASSWD: TIMEOUT=10m ALL",
        "a ALL=TIMEOUT=zz ALL", "a ALL=TIMEOUT=1h30m ALL", "a ALL=NOTBEFORE=20200101 ALL", "a ALL=NOTBEFORE=2020010100Z ALL",
        "a ALL=NOTAFTER=20300101Z ALL", "a ALL=CHROOT=x ALL", "a ALL=CWD=/tmp ALL", "a ALL=CWD=x ALL", "a ALL=CWD=~ ALL", "a ALL=CWD=* ALL",
        "a ALL=TYPE=a ROLE=b ALL", "a ALL=CWD=/a CHROOT=/b TIMEOUT=5 ALL",
        // commands
        "a ALL=ls", "a ALL=/bin/", "a ALL=/bin/ -l", "a ALL=/bin/ls \"\"", "a ALL=/bin/ls -l \\:x y\\,z", "a ALL=\"\"",
        "a ALL=/bin/ls \" x\"",
        "a ALL=/bin/x=3", "a ALL=/bin/ls a=3", "a ALL=/bin/ls a\\=3", "a ALL=/bin/ls a\\\\b", "a ALL=/bin/ls a\\b", "a ALL=/bin/*",
        "a ALL=/bin/l[a-z]", "a ALL=/bin/[", "a ALL=sudoedit", "a ALL=sudoedit /etc/hosts", "a ALL=list", "a ALL=list /bin/x",
        "a ALL=ALL -l",
        "a ALL=ALL ALL", "a ALL=C -l", "a ALL=!!/bin/ls", "a ALL=! /bin/ls", "a ALL=^/bin/.*$", "a ALL=^/bin/.*$ ^a b$",
        "a ALL=/bin/ls ^-l$",
        "a ALL=/bin/ls ^-l", "a ALL=/bin/ls ^a$ b", "a ALL=^/bin/ls$ a", "a ALL=/bin/ls\\:h=x", "a ALL=/bin/ls a\\#c",
        "a ALL=\(digest) /bin/ls", "a ALL=sha256:aaaa /bin/ls", "a ALL=sha256:d14a028c /bin/ls", "a ALL=\(digest), \(digest) /bin/ls",
        "a ALL=\(digest) ALL", "a ALL=\(digest) !/bin/ls", "a ALL=!\(digest) /bin/ls", "a ALL=\(digest) list",
        // comments and continuation
        "a ALL=ALL # c", "a ALL=/bin/ls #c", "a ALL=/bin/ls a#c", "a ALL=ALL #12", "a ALL=/bin/ls #12", "a ALL= #12", "a ALL=\\\n  ALL",
        "a AL\\\nL=ALL", "a ALL=ALL\r", "a ALL=/bin/ls, \\", "  a ALL=ALL", "\ta\tALL=ALL", "#includefoo", "# include x", "  #include /x",
        // aliases
        "User_Alias A=b,c\nA ALL=ALL", "User_Alias a=b", "FOO ALL=ALL", "User_Alias A=b:B=c\nA,B ALL=ALL", "User_Alias A=b\nUser_Alias A=c",
        "User_Alias A=B\nUser_Alias B=A\nA ALL=ALL", "Cmd_Alias X=/bin/ls\na ALL=X", "User_Alias A = b,!c : B = %d", "User_Alias ALL=b",
        "User_Alias CWD=b", "User_Alias CWDX=b", "User_Alias ROLE=b", "Runas_Alias R=#0,%g,+n,ALL", "Host_Alias H=!h,+n,10.0.0.1,ALL",
        "Cmnd_Alias C=/bin/ls -l, !ALL, sudoedit x", "Cmnd_Alias C=NOPASSWD:/bin/ls", "User_Alias", "User_Aliasx ALL=ALL",
        "  User_Alias A=b",
        // defaults
        "Defaults", "Defaults env_reset", "Defaults !env_reset", "Defaults !!env_reset", "Defaults:a !authenticate",
        "Defaults : a env_reset",
        "Defaults:a,b !authenticate,env_reset", "Defaults@ALL !authenticate", "Defaults!/bin/ls !authenticate",
        "Defaults>root !authenticate",
        "Defaults env_keep+=\"a b\"", "Defaults env_keep += a", "Defaults env_keep-=x", "Defaults secure_path=/bin:/usr/bin",
        "Defaults secure_path = /bin", "Defaults timestamp_timeout=-1", "Defaults passprompt=a b", "Defaults passprompt=\"a",
        "Defaults passprompt=\"\"", "Defaults env_reset,", "Defaults ,env_reset", "Defaults env_reset #c", "Defaults:#12 env_reset",
        "Defaults:%g env_reset", "Defaults:!a env_reset", "Defaults:\"a b\" env_reset", "Defaults@ h env_reset", "Defaults @h env_reset",
        "Defaults>root,bob env_reset", "Defaults!/bin/ls,/bin/cat env_reset", "Defaults!/bin/ls -l env_reset", "Defaults!C env_reset",
        "Defaults!ALL env_reset", "Defaultsx ALL=ALL", "  Defaults env_reset",
        // includes that lead nowhere
        "@includedir /nonexistent", "#includedir /nonexistent", "@include", "@include s2 x", "a ALL=ALL @include x",
    ]

    @Test(.enabled(if: isInstalled, "needs visudo and cvtsudoers"), arguments: lines)
    func `a line is accepted as visudo accepts it`(_ line: String) throws {
        let path = "/tmp/soc2d-sudoers-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data((line + "\n").utf8).write(to: URL(fileURLWithPath: path))
        let parser = SudoersParser(parsing: Array((line + "\n").utf8))
        var aliases = SudoersAliases()
        let repeats = parser.statements.contains { if case .alias(let alias) = $0 { !aliases.add(alias) } else { false } }
        let accepted = try run("/usr/sbin/visudo", ["-c", "-q", "-f", path]).status == 0
        #expect((parser.errors.isEmpty && !repeats) == accepted)
        guard accepted else { return }
        let output = Array(try run("/usr/bin/cvtsudoers", ["-c", "/dev/null", "-s", "defaults,aliases", "-f", "json", path]).output)
        guard let theirs = try? CvtsudoersRules(parsing: output) else { return }
        #expect(SudoersRuleText.all(parser.statements.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }) == theirs.texts)
    }
}
