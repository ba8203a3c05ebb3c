internal import ProbeKit

/// A `220` that could be either: only SMTP answers to EHLO.
enum MailOrFilesGreeting {
    static func heard(_ conversation: inout Conversation, _ words: [UInt8]) -> Greeting {
        var greeting = Greeting(.unrecognised, Quotation.firstLine(words))
        do {
            _ = try NumberedReply(&conversation)
            let answer = try SMTPStart.hello(&conversation)
            greeting.detail = answer.text
            guard (500..<504).contains(answer.code) || answer.code == 530 || answer.code == 250 else { return greeting }
            greeting.reach = .recognised
            greeting.spoken = answer.code == 250 ? .smtp : .ftp
            if answer.code == 250 { SMTPGreeting.judge(answer, &greeting) } else { try FTPGreeting.askForUser(&conversation, &greeting) }
        } catch {
            greeting.detail = error.text
        }
        return greeting
    }
}
