internal import Controls
package import ProbeKit

/// Answers questions by talking to the services that they name.
package enum Contacts {
    package static func answer(_ question: CourierQuestion) -> CourierAnswer {
        var answer = CourierAnswer()
        if let resolve = question.resolve {
            answer.resolved = NameResolution.addresses(of: resolve.name)
        } else {
            answer.failure = Unread("soc2d-courier", .internalError, "a question that this courier does not know")
        }
        return answer
    }
}
