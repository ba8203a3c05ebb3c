import Courier
import Foundation
import ProbeKit
import Testing

/// The paths over presented certificates, each host compared with `openssl verify`.
@Suite struct CertificatePathTests {
    private typealias Workshop = CertificateWorkshop
    private let workshop: CertificateWorkshop

    init() throws { workshop = try CertificateWorkshop() }

    private func shown(
        _ presented: [Workshop.Made], anchors: [Workshop.Made], pins: [Workshop.Made] = [], at time: Int64 = now
    ) throws -> ShownCertificates {
        var request = HandshakeRequest()
        request.time = time
        request.anchors = anchors.map { Data($0.der).base64EncodedString() }
        request.pins = pins.map { fingerprint(of: $0.der) }
        var list = PresentedList(.any)
        list.certificates = presented.map(\.der)
        return ShownCertificates([list], for: request, until: .after(milliseconds: 60_000), system: TrustStore())
    }

    /// The best path's problem, after it has been seen to be what `openssl verify` finds.
    private func problem(
        _ presented: [Workshop.Made], anchors: [Workshop.Made], at time: Int64 = now, location: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let shown = try shown(presented, anchors: anchors, at: time)
        let best = try #require(shown.chains.first?.paths.first, sourceLocation: location)
        let expected = try workshop.verify(presented, anchors: anchors, at: time)
        #expect(best.problemNumber == expected, "\(best.problem ?? "-")", sourceLocation: location)
        return best.problemNumber
    }

    @Test func `a whole chain leads to the anchor, in any order`() throws {
        let made = try workshop.chain()
        #expect(try problem([made.leaf, made.middle], anchors: [made.root]) == 0)
        #expect(try problem([made.leaf, made.middle, made.root], anchors: [made.root]) == 0)
        #expect(try problem([made.leaf, made.root, made.middle], anchors: [made.root]) == 0)
        let shown = try shown([made.leaf, made.root, made.middle, made.middle], anchors: [made.root])
        #expect(shown.chains[0].presented == [0, 1, 2, 2])
        #expect(shown.chains[0].count == 4)
        #expect(shown.chains[0].paths.map(\.certificates) == [[0, 2, 1]])
        #expect(shown.chains[0].paths[0].anchor == .extra)
        #expect(shown.chains[0].problem == nil)
    }

    @Test func `a missing intermediate is missed`() throws {
        let made = try workshop.chain()
        #expect(try problem([made.leaf], anchors: [made.root]) == 20)
        let shown = try shown([made.leaf], anchors: [made.root])
        #expect(shown.chains[0].paths.map(\.anchor) == [.none])
        #expect(shown.chains[0].paths[0].problem == "unable to get local issuer certificate")
    }

    @Test func `what signs itself is trusted by nobody`() throws {
        let alone = try workshop.make("/CN=self", Workshop.server)
        #expect(try problem([alone], anchors: []) == 18)
        let made = try workshop.chain()
        #expect(try problem([made.leaf, made.middle, made.root], anchors: []) == 19)
    }

    @Test func `a self-signed certificate that is an anchor is trusted`() throws {
        let alone = try workshop.make("/CN=self", Workshop.server)
        #expect(try problem([alone], anchors: [alone]) == 0)
        let shown = try shown([alone], anchors: [alone])
        #expect(shown.chains[0].paths.map(\.certificates) == [[0]])
    }

    @Test func `time counts for every certificate of the path`() throws {
        let made = try workshop.chain()
        #expect(try problem([made.leaf, made.middle], anchors: [made.root], at: now + 200 * day) == 10)
        #expect(try problem([made.leaf, made.middle], anchors: [made.root], at: now - day) == 9)
        #expect(try problem([made.leaf, made.middle], anchors: [made.root], at: now + 90 * day) == 0)
    }

    @Test func `an expired root beside a valid way does no harm`() throws {
        let old = try workshop.make("/CN=Old Root", Workshop.authority, days: 10)
        let root = try workshop.make("/CN=New Root", Workshop.authority, days: 3000)
        let crossed = try workshop.make("/CN=New Root", by: old, like: root, Workshop.authority, days: 10)
        let middle = try workshop.make("/CN=Middle", by: root, Workshop.authority, days: 1000)
        let leaf = try workshop.make("/CN=leaf", by: middle, Workshop.server)
        let presented = [leaf, middle, crossed]
        #expect(try problem(presented, anchors: [root, old], at: now + 20 * day) == 0)
        let shown = try shown(presented, anchors: [root, old], at: now + 20 * day)
        let paths = shown.chains[0].paths
        #expect(paths.map(\.problemNumber) == [0, 10])
        #expect(shown.certificates[paths[0].certificates[2]].isSelfSigned)
        #expect(paths[1].certificates.count == 4)
        // Before it expired both were good; the one that lasts longer is the best.
        let before = try self.shown(presented, anchors: [root, old]).chains[0].paths
        #expect(before.map(\.problemNumber) == [0, 0])
        #expect(before[0].certificates.count == 3)
    }

    @Test func `constraints of authorities bind`() throws {
        let root = try workshop.make("/CN=Root", Workshop.authority)
        let named = try workshop.make("/CN=Named", by: root, Workshop.authority + ["nameConstraints=permitted;DNS:example.com"])
        #expect(try problem([workshop.make("/CN=a", by: named, Workshop.server), named], anchors: [root]) == 47)
        let short = try workshop.make("/CN=Short", by: root, ["basicConstraints=critical,CA:true,pathlen:0", "keyUsage=keyCertSign"])
        let below = try workshop.make("/CN=Below", by: short, Workshop.authority)
        #expect(try problem([workshop.make("/CN=b", by: below, Workshop.server), below, short], anchors: [root]) == 25)
        let mute = try workshop.make("/CN=Mute", by: root, ["basicConstraints=critical,CA:true", "keyUsage=critical,cRLSign"])
        #expect(try problem([workshop.make("/CN=c", by: mute, Workshop.server), mute], anchors: [root]) == 79)
        let plain = try workshop.make("/CN=Plain", by: root, ["basicConstraints=critical,CA:false"])
        #expect(try problem([workshop.make("/CN=d", by: plain, Workshop.server), plain], anchors: [root]) == 79)
    }

    @Test func `a certificate for clients is none for servers`() throws {
        let root = try workshop.make("/CN=Root", Workshop.authority)
        let leaf = try workshop.make("/CN=client", by: root, ["extendedKeyUsage=clientAuth"])
        #expect(try problem([leaf], anchors: [root]) == 26)
    }

    @Test func `a signature by another key of the same name is no signature`() throws {
        let real = try workshop.make("/CN=Root", Workshop.authority)
        let false_ = try workshop.make("/CN=Root", Workshop.authority)
        let leaf = try workshop.make("/CN=leaf", by: real, Workshop.server, namesKeys: false)
        #expect(try problem([leaf], anchors: [false_]) == 7)
        #expect(try problem([leaf], anchors: [real]) == 0)
        #expect(try shown([leaf], anchors: [false_, real]).chains[0].paths[0].problem == nil)
    }

    @Test func `weak signatures do not break a path: they are judged by themselves`() throws {
        let root = try workshop.make("/CN=Root", Workshop.authority, key: ["rsa:1024"], digest: "-sha1")
        let leaf = try workshop.make("/CN=leaf", by: root, Workshop.server, key: ["rsa:1024"], digest: "-sha1")
        #expect(try problem([leaf], anchors: [root]) == 0)
    }

    @Test func `a chain of 20 is followed to its end`() throws {
        var chain = [try workshop.make("/CN=0", Workshop.authority)]
        for level in 1..<20 { chain.insert(try workshop.make("/CN=\(level)", by: chain[0], Workshop.authority), at: 0) }
        chain.insert(try workshop.make("/CN=leaf", by: chain[0], Workshop.server), at: 0)
        let root = try #require(chain.last)
        #expect(try problem(chain.dropLast(), anchors: [root]) == 0)
        #expect(try problem(chain.dropLast().reversed().suffix(1) + chain.dropLast().dropFirst().reversed(), anchors: [root]) == 0)
    }

    @Test func `cross-signatures without end are cut, and still lead to the anchor`() throws {
        let root = try workshop.make("/CN=Root", Workshop.authority, days: 3000)
        var (above, presented) = ([root], [Workshop.Made]())
        for level in 1...8 {
            let first = try workshop.make("/CN=\(level)", by: above[0], Workshop.authority, days: 1000)
            let second = try workshop.make("/CN=\(level)", by: above.last, like: first, Workshop.authority, days: 900)
            above = [first, second]
            presented = above + presented
        }
        // Two that certify each other, for a circle.
        let circle = try workshop.make("/CN=1", by: above[0], like: above[0], Workshop.authority, days: 800)
        let leaf = try workshop.make("/CN=leaf", by: above[0], Workshop.server)
        let shown = try shown([leaf] + presented + [circle], anchors: [root])
        #expect(shown.chains[0].paths.count == 32)
        #expect(shown.chains[0].paths[0].problem == nil)
        #expect(shown.chains[0].problem == nil)
    }

    @Test func `a pin makes an anchor of what is presented, and of nothing else`() throws {
        let made = try workshop.chain()
        let byLeaf = try shown([made.leaf], anchors: [], pins: [made.leaf]).chains[0].paths
        #expect(byLeaf.map(\.anchor) == [.pinned])
        #expect(byLeaf[0].problem == nil)
        let byMiddle = try shown([made.leaf, made.middle], anchors: [], pins: [made.middle]).chains[0].paths
        #expect(byMiddle[0].problem == nil)
        #expect(byMiddle[0].certificates == [0, 1])
        #expect(try shown([made.leaf], anchors: [], pins: [made.middle]).chains[0].paths[0].anchor == .none)
        let late = try shown([made.leaf], anchors: [], pins: [made.leaf], at: now + 200 * day).chains[0].paths
        #expect(late[0].problemNumber == 10)
    }

    @Test func `an intermediate or a leaf that the settings name is an anchor, as with -partial_chain`() throws {
        let made = try workshop.chain()
        for (presented, anchor) in [([made.leaf], made.middle), ([made.leaf], made.leaf), ([made.leaf, made.middle], made.middle)] {
            let path = try #require(try shown(presented, anchors: [anchor]).chains.first?.paths.first)
            #expect(path.problem == nil && path.anchor == .extra)
        }
    }

    @Test func `an anchor of the settings that is no certificate is told`() throws {
        let made = try workshop.chain()
        var request = HandshakeRequest()
        request.anchors = ["AAAA"]
        request.time = now
        var list = PresentedList(.any)
        list.certificates = [made.leaf.der]
        let chain = ShownCertificates([list], for: request, until: .after(milliseconds: 10_000), system: .system).chains[0]
        #expect(chain.problem == "a further trust anchor is no certificate")
    }

    @Test func `the system's bundle holds anchors`() throws {
        #expect(TrustStore(bundle: "/nonexistent").count == 0)
        let made = try workshop.chain()
        let store = TrustStore(bundle: try workshop.bundle([made.root, made.middle]))
        #expect(store.count == 2)
        var request = HandshakeRequest()
        request.time = now
        var list = PresentedList(.any)
        list.certificates = [made.leaf.der, made.middle.der]
        let shown = ShownCertificates([list], for: request, until: .after(milliseconds: 10_000), system: store)
        #expect(shown.chains[0].paths[0].anchor == .system)
        #expect(shown.chains[0].paths[0].certificates.count == 3)
    }
}
