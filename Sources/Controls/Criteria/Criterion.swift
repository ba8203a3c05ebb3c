/// One of the 61 trust services criteria (2017, with the points of focus of 2022), cited by id.
///
/// The criteria's text belongs to the AICPA; ``theme`` is in our own words.
package enum Criterion: String, CaseIterable, Hashable, Sendable, Comparable {
    case cc1_1 = "CC1.1"
    case cc1_2 = "CC1.2"
    case cc1_3 = "CC1.3"
    case cc1_4 = "CC1.4"
    case cc1_5 = "CC1.5"
    case cc2_1 = "CC2.1"
    case cc2_2 = "CC2.2"
    case cc2_3 = "CC2.3"
    case cc3_1 = "CC3.1"
    case cc3_2 = "CC3.2"
    case cc3_3 = "CC3.3"
    case cc3_4 = "CC3.4"
    case cc4_1 = "CC4.1"
    case cc4_2 = "CC4.2"
    case cc5_1 = "CC5.1"
    case cc5_2 = "CC5.2"
    case cc5_3 = "CC5.3"
    case cc6_1 = "CC6.1"
    case cc6_2 = "CC6.2"
    case cc6_3 = "CC6.3"
    case cc6_4 = "CC6.4"
    case cc6_5 = "CC6.5"
    case cc6_6 = "CC6.6"
    case cc6_7 = "CC6.7"
    case cc6_8 = "CC6.8"
    case cc7_1 = "CC7.1"
    case cc7_2 = "CC7.2"
    case cc7_3 = "CC7.3"
    case cc7_4 = "CC7.4"
    case cc7_5 = "CC7.5"
    case cc8_1 = "CC8.1"
    case cc9_1 = "CC9.1"
    case cc9_2 = "CC9.2"
    case a1_1 = "A1.1"
    case a1_2 = "A1.2"
    case a1_3 = "A1.3"
    case c1_1 = "C1.1"
    case c1_2 = "C1.2"
    case pi1_1 = "PI1.1"
    case pi1_2 = "PI1.2"
    case pi1_3 = "PI1.3"
    case pi1_4 = "PI1.4"
    case pi1_5 = "PI1.5"
    case p1_1 = "P1.1"
    case p2_1 = "P2.1"
    case p3_1 = "P3.1"
    case p3_2 = "P3.2"
    case p4_1 = "P4.1"
    case p4_2 = "P4.2"
    case p4_3 = "P4.3"
    case p5_1 = "P5.1"
    case p5_2 = "P5.2"
    case p6_1 = "P6.1"
    case p6_2 = "P6.2"
    case p6_3 = "P6.3"
    case p6_4 = "P6.4"
    case p6_5 = "P6.5"
    case p6_6 = "P6.6"
    case p6_7 = "P6.7"
    case p7_1 = "P7.1"
    case p8_1 = "P8.1"

    /// The category that the criterion belongs to; the common criteria are those of Security.
    package var category: Category {
        if rawValue.hasPrefix("CC") { return .security }
        if rawValue.hasPrefix("A") { return .availability }
        if rawValue.hasPrefix("C") { return .confidentiality }
        if rawValue.hasPrefix("PI") { return .processingIntegrity }
        return .privacy
    }

    /// The order of the criteria document: Security, Availability, Confidentiality, Processing Integrity, Privacy.
    package static func < (first: Criterion, second: Criterion) -> Bool { first.position < second.position }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }

    /// The five categories of the trust services criteria. Security is always in scope.
    package enum Category: String, CaseIterable, Hashable, Sendable {
        case security = "Security"
        case availability = "Availability"
        case confidentiality = "Confidentiality"
        case processingIntegrity = "Processing Integrity"
        case privacy = "Privacy"
    }
}
