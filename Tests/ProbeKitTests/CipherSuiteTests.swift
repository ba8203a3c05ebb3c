import ProbeKit
import Testing

/// What the name of a suite tells about it.
@Suite struct CipherSuiteTests {
    private func suite(_ number: UInt16) throws -> CipherSuite { try #require(CipherSuite(number: number)) }

    @Test func `numbers and names stand as in the registry`() throws {
        let known: [UInt16: String] = [
            0x0001: "TLS_RSA_WITH_NULL_MD5", 0x001B: "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA", 0x002F: "TLS_RSA_WITH_AES_128_CBC_SHA",
            0x0046: "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA", 0x006D: "TLS_DH_anon_WITH_AES_256_CBC_SHA256",
            0x0089: "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA", 0x00A7: "TLS_DH_anon_WITH_AES_256_GCM_SHA384",
            0x00C5: "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256", 0x1303: "TLS_CHACHA20_POLY1305_SHA256",
            0xC019: "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", 0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            0xC032: "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384", 0xC063: "TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384",
            0xC08D: "TLS_ECDH_RSA_WITH_CAMELLIA_256_GCM_SHA384", 0xC0A3: "TLS_DHE_RSA_WITH_AES_256_CCM_8",
            0xC0AF: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", 0xCCAA: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        ]
        for (number, name) in known { #expect(try suite(number).name == name) }
        #expect(CipherSuite(number: 0x00FF) == nil)
        #expect(Set(CipherSuite.all.map(\.number)).count == CipherSuite.all.count)
        #expect(Set(CipherSuite.all.map(\.name)).count == CipherSuite.all.count)
    }

    @Test func `a suite is as weak as its name says`() throws {
        #expect(try suite(0x0002).isNull)
        #expect(try suite(0xC0B4).isNull)
        #expect(try !suite(0x1301).isNull)
        #expect(try suite(0x0018).isAnonymous && suite(0xC018).isAnonymous)
        #expect(try suite(0x0003).isExport && suite(0x0065).isExport && suite(0x0017).isExport)
        #expect(try suite(0x0004).isRC4 && suite(0x0004).isMD5)
        #expect(try suite(0x0009).isDES && suite(0x0014).isDES && !suite(0x000A).isDES)
        #expect(try suite(0x000A).isTripleDES && suite(0xC012).isTripleDES)
        #expect(try suite(0x002F).isCBC && !suite(0x009C).isCBC)
        #expect(try suite(0x009C).usesStaticRSA && suite(0x0003).usesStaticRSA && !suite(0xC02F).usesStaticRSA)
        #expect(try suite(0x0033).usesDHE && suite(0x0019).usesDHE && suite(0x0018).usesDHE)
        #expect(try !suite(0xC018).usesDHE && !suite(0x000D).usesDHE && !suite(0xC013).usesDHE)
    }

    @Test func `authentication follows from the key exchange`() throws {
        #expect(try suite(0xC02F).authentication == .rsa)
        #expect(try suite(0xC02B).authentication == .ecdsa)
        #expect(try suite(0x0032).authentication == .dss)
        #expect(try suite(0x0034).authentication == .anonymous)
        #expect(try suite(0x0081).authentication == .gost)
        #expect(try suite(0x1302).authentication == .certificate)
    }

    @Test func `each version has the suites of its era`() throws {
        #expect(try suite(0x1301).fits(.tls13) && !suite(0x1301).fits(.tls12) && suite(0xC103).fits(.tls13))
        #expect(try suite(0x009C).fits(.tls12) && !suite(0x009C).fits(.tls11))
        #expect(try suite(0x003B).fits(.tls12) && !suite(0x003B).fits(.tls10) && !suite(0xC09C).fits(.tls10))
        #expect(try suite(0x0005).fits(.ssl3) && suite(0x0005).fits(.tls12) && !suite(0x0005).fits(.tls13))
    }
}
