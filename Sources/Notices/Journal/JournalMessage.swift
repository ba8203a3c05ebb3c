/// The `MESSAGE_ID=` of each kind of notice in the journal, by which systemd/soc2d.catalog explains it. None is ever used for another.
extension Notice.Kind {
    package var messageID: String {
        switch self {
        case .opened: "d226e7bdf3554a1f9cade3d01644d825"
        case .changed: "1ceefb5ed25046eaa588ff519328c4bb"
        case .closed: "a755c8de5a6b40a98da71f058139f4b9"
        case .flapping: "de0ebfa364744822968b32bc7ad42207"
        case .settled: "e943891221604cdf948dfda70c319ac6"
        case .waived: "8d07462478ec45c28b23fad8eb9699de"
        case .waiverEnded: "5b8148a72c7c4c62a2a042963c84f212"
        case .reminder: "324f3ea946e0c3e940cb23d641f03a59"
        case .stillFlapping: "45717f74018f05cd44625dfb8ae9f929"
        case .configurationRefused: "902b1a78e861464ba5ee47efcce067b3"
        case .forkRefused: "8464f3d28c2b4a048cb4616165ddcb7b"
        case .test: "1307352a0f844addbbb98e4d0ef5d0c3"
        case .storeFailed: "c96201108f4f4a5091e6c22d71947eef"
        case .undelivered: "3dbfda4fe2d0248b02a2a1a88d259c99"
        }
    }
}
