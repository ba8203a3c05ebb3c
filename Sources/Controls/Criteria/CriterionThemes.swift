extension Criterion {
    /// What the criterion is about, in our own words and in one line.
    package var theme: String {
        switch self {
        case .cc1_1: "Integrity and ethical values"
        case .cc1_2: "Independent oversight"
        case .cc1_3: "Structure and lines of authority"
        case .cc1_4: "Competent people"
        case .cc1_5: "People held accountable"
        case .cc2_1: "Controls run on relevant, good information"
        case .cc2_2: "Insiders told what matters for control"
        case .cc2_3: "Outsiders told what matters for control"
        case .cc3_1: "Objectives clear enough to find risk"
        case .cc3_2: "Risks identified and analysed"
        case .cc3_3: "Fraud considered"
        case .cc3_4: "Effect of change considered"
        case .cc4_1: "Checking that controls exist and work"
        case .cc4_2: "Deficiencies reach the right people in time"
        case .cc5_1: "Controls chosen from risk"
        case .cc5_2: "Technology general controls chosen"
        case .cc5_3: "Policy and procedure"
        case .cc6_1:
            "Working technical barriers (identity, permission, encryption, care of keys) stand between information assets and whoever is not entitled"
        case .cc6_2: "Nobody holds a credential before registration and approval, and it ends when entitlement ends"
        case .cc6_3: "Access follows role or design, changes with it, is least privilege, and separates conflicting duties"
        case .cc6_4: "Only authorised people reach facilities and media"
        case .cc6_5: "Protection ends only once data is unrecoverable and no longer needed"
        case .cc6_6: "The logical boundary, remote access included, is defended against outside threats"
        case .cc6_7: "Data moves or leaves only through entitled people and channels and is protected on the way, removable media included"
        case .cc6_8: "Unauthorised or malicious software is kept out, or found and dealt with"
        case .cc7_1: "The organisation looks for configuration change that opens a hole and for new weaknesses"
        case .cc7_2: "Components are watched for signs of attack, disaster and error, and the signs are sorted"
        case .cc7_3: "Each event is judged for whether it did or could defeat an objective, and acted on"
        case .cc7_4: "Declared incidents are run under a programme: understand, contain, fix, tell"
        case .cc7_5: "Recovery from incidents, with cause found and recurrence prevented"
        case .cc8_1: "Changes authorised, built, tested and approved"
        case .cc9_1: "Business disruption prepared for"
        case .cc9_2: "Vendors and partners managed"
        case .a1_1: "Capacity and use are measured and evaluated so that demand is met in time"
        case .a1_2: "The surroundings, software, copies and fallback systems behind availability are run and watched"
        case .a1_3: "Recovery procedures are exercised"
        case .c1_1: "Confidential information identified and kept"
        case .c1_2: "Confidential information disposed of"
        case .pi1_1: "Processing specified"
        case .pi1_2: "Inputs"
        case .pi1_3: "Processing"
        case .pi1_4: "Outputs"
        case .pi1_5: "Storage"
        case .p1_1: "Notice"
        case .p2_1: "Choice and consent"
        case .p3_1: "Collection to purpose"
        case .p3_2: "Explicit consent"
        case .p4_1: "Use"
        case .p4_2: "Retention"
        case .p4_3: "Disposal"
        case .p5_1: "Access by the person"
        case .p5_2: "Correction"
        case .p6_1: "Disclosure to third parties"
        case .p6_2: "Record of authorised disclosures"
        case .p6_3: "Record of unauthorised disclosures"
        case .p6_4: "Privacy promises of vendors"
        case .p6_5: "Vendors reporting unauthorised disclosure"
        case .p6_6: "Notice of breaches"
        case .p6_7: "Account of disclosures to the person"
        case .p7_1: "Quality of personal information"
        case .p8_1: "Complaints and monitoring"
        }
    }

    /// What no monitor on a host can show for this criterion; nil where the host shows nothing at all.
    package var beyondTheHost: String? {
        switch self {
        case .cc6_1: "Identity-provider MFA, application roles, cloud IAM, segmentation, a complete asset list"
        case .cc6_2: "The approval itself, personnel facts; needs an imported signed roster"
        case .cc6_3: "Duties inside applications"
        case .cc6_6: "Cloud security groups, WAF, edge"
        case .cc6_7: "Data-loss prevention, SaaS sharing, laptops"
        case .cc6_8: "The response to a detection"
        case .cc7_1: "Penetration tests, vulnerability scans"
        case .cc7_2: "Sorting by people, SIEM rules"
        case .cc7_3: "The judgement"
        case .cc7_4: "Nearly all: not evidenced by soc2d"
        case .cc7_5: "Nearly all"
        case .a1_1: "The decision to add capacity; the fleet view"
        case .a1_2: "Environmental protection, the failover site"
        case .a1_3: "A full disaster exercise"
        case .cc1_1, .cc1_2, .cc1_3, .cc1_4, .cc1_5, .cc2_1, .cc2_2, .cc2_3, .cc3_1, .cc3_2, .cc3_3, .cc3_4, .cc4_1, .cc4_2,
            .cc5_1, .cc5_2, .cc5_3, .cc6_4, .cc6_5, .cc8_1, .cc9_1, .cc9_2, .c1_1, .c1_2, .pi1_1, .pi1_2, .pi1_3, .pi1_4, .pi1_5,
            .p1_1, .p2_1, .p3_1, .p3_2, .p4_1, .p4_2, .p4_3, .p5_1, .p5_2, .p6_1, .p6_2, .p6_3, .p6_4, .p6_5, .p6_6, .p6_7,
            .p7_1, .p8_1:
            nil
        }
    }
}
