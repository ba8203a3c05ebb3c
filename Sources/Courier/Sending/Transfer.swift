internal import CCurl
internal import Glibc
internal import ProbeKit

/// One request and its reply, by libcurl, with every default that fails open taken back.
struct Transfer {
    let request: HTTPRequest
    let rule: AddressRule
    /// PEM that alone is trusted; nil for the anchors of the system.
    var anchors: [UInt8]?
    var pins: [String] = []
    var proxy: String?
    var limits = TransferLimits()

    /// What the callbacks of libcurl know.
    private final class Course {
        var reply: Reply
        let rule: AddressRule
        var refused = 0
        var opened = 0

        init(_ reply: Reply, _ rule: AddressRule) {
            self.reply = reply
            self.rule = rule
        }
    }

    /// To be called once, before there is a second thread. The keys of sessions are written nowhere.
    static func prepare() {
        _ = unsafe unsetenv("SSLKEYLOGFILE")
        _ = soc2d_curl_prepare()
    }

    func run() -> Sent {
        guard let handle = unsafe curl_easy_init() else { return Sent(.network, "libcurl gives no handle") }
        defer { unsafe curl_easy_cleanup(handle) }
        let course = Course(Reply(limits), rule)
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        // An empty one takes back what libcurl would send by itself.
        for header in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            guard let longer = unsafe curl_slist_append(list, header) else { return Sent(.network, "no memory for the headers") }
            unsafe list = longer
        }
        let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { unsafe words.deallocate() }
        return withExtendedLifetime(course) {
            let isSet = unsafe set(handle, list) && setFunctions(handle, course) && soc2d_curl_set_error_buffer(handle, words) == CURLE_OK
            guard isSet else { return Sent(.config, "libcurl refuses a setting of this destination") }
            let code = unsafe curl_easy_perform(handle)
            return unsafe outcome(code, handle, course, String(cString: words))
        }
    }

    // MARK: Settings

    private func set(_ handle: UnsafeMutableRawPointer, _ list: UnsafeMutablePointer<curl_slist>?) -> Bool {
        let schemes = request.address.isPlain ? "http" : "https"
        let texts: [(CURLoption, String)] = [
            (CURLOPT_URL, request.address.secret.text), (CURLOPT_CUSTOMREQUEST, request.method.rawValue), (CURLOPT_PROTOCOLS_STR, schemes),
            (CURLOPT_REDIR_PROTOCOLS_STR, schemes), (CURLOPT_PROXY, proxy ?? ""), (CURLOPT_NOPROXY, ""), (CURLOPT_USERAGENT, "soc2d"),
        ]
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_POST, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_CONNECTTIMEOUT_MS, limits.connecting),
            (CURLOPT_TIMEOUT_MS, limits.whole), (CURLOPT_NOSIGNAL, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), (CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)), (CURLOPT_UNRESTRICTED_AUTH, 0), (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            (CURLOPT_HTTP_CONTENT_DECODING, 0), (CURLOPT_TRANSFER_ENCODING, 0), (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), (CURLOPT_FORBID_REUSE, 1), (CURLOPT_BUFFERSIZE, 16 << 10),
        ]
        var isSet = texts.allSatisfy { unsafe soc2d_curl_set_text(handle, $0.0, $0.1) == CURLE_OK }
        isSet = numbers.allSatisfy { unsafe soc2d_curl_set_number(handle, $0.0, $0.1) == CURLE_OK } && isSet
        isSet = unsafe soc2d_curl_set_body(handle, request.body, request.body.count) == CURLE_OK && isSet
        isSet = unsafe soc2d_curl_set_headers(handle, list) == CURLE_OK && isSet
        unsafe soc2d_curl_leave_resolver(handle)
        return unsafe setTrust(handle) && isSet
    }

    private func setTrust(_ handle: UnsafeMutableRawPointer) -> Bool {
        var isSet = true
        if !pins.isEmpty {
            isSet = unsafe soc2d_curl_set_text(handle, CURLOPT_PINNEDPUBLICKEY, pins.joined(separator: ";")) == CURLE_OK
        }
        guard let anchors else { return isSet }
        // Else the directory of the system would count beside the file.
        isSet = unsafe soc2d_curl_set_text(handle, CURLOPT_CAPATH, nil) == CURLE_OK && isSet
        return unsafe soc2d_curl_set_blob(handle, CURLOPT_CAINFO_BLOB, anchors, anchors.count) == CURLE_OK && isSet
    }

    private func setFunctions(_ handle: UnsafeMutableRawPointer, _ course: Course) -> Bool {
        unsafe soc2d_curl_set_functions(
            handle,
            { argument, _, address in
                guard let argument = unsafe argument, let address = unsafe address else { return -1 }
                return unsafe Transfer.open(address, Unmanaged<Course>.fromOpaque(argument).takeUnretainedValue())
            },
            { bytes, size, count, argument in
                guard let argument = unsafe argument else { return 0 }
                let course = unsafe Unmanaged<Course>.fromOpaque(argument).takeUnretainedValue()
                return unsafe course.reply.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
            },
            { bytes, size, count, argument in
                guard let argument = unsafe argument else { return 0 }
                let course = unsafe Unmanaged<Course>.fromOpaque(argument).takeUnretainedValue()
                return unsafe course.reply.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
            }, Unmanaged.passUnretained(course).toOpaque()) == CURLE_OK
    }

    /// The one place where a connection for a notice can begin.
    private static func open(_ address: UnsafeMutablePointer<curl_sockaddr>, _ course: Course) -> curl_socket_t {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe Int(soc2d_curl_address(address, &bytes))
        guard course.rule.allows(Array(bytes.prefix(count))) else {
            course.refused += 1
            return -1
        }
        course.opened += 1
        return unsafe socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    // MARK: Outcome

    private func outcome(_ code: CURLcode, _ handle: UnsafeMutableRawPointer, _ course: Course, _ words: String) -> Sent {
        if course.reply.hasTooManyHeaders { return Sent(.tooLarge, "more than \(limits.headers) bytes of headers") }
        let status = unsafe soc2d_curl_status(handle)
        if status > 0, code == CURLE_OK || course.reply.isCut {
            var sent = Sent()
            (sent.code, sent.body, sent.isCut) = (status, course.reply.body, course.reply.isCut)
            sent.headers = course.reply.headers
            return sent
        }
        if course.refused > 0, course.opened == 0 { return refusal }
        let hasResolved = unsafe soc2d_curl_has_resolved(handle) != 0
        let hasConnected = unsafe soc2d_curl_has_connected(handle) != 0
        return failure(code, hasResolved: hasResolved, hasConnected: hasConnected, words)
    }

    /// No address was left to connect with.
    private var refusal: Sent {
        let host = proxy.map { "the proxy \($0)" } ?? request.address.host
        guard rule != .loopback else { return Sent(.config, "\(host) is not this host, and http:// is for loopback alone: say https://") }
        return Sent(.refusedAddress, "\(host) leads to addresses that are not connected with unless Internal=yes says so")
    }

    private func failure(_ code: CURLcode, hasResolved: Bool, hasConnected: Bool, _ words: String) -> Sent {
        let (host, place) = (request.address.host, request.address.place)
        let way = proxy.map { "\(place) by the proxy \($0)" } ?? place
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return Sent(.dns, "the name \(host) is not known")
        case CURLE_COULDNT_RESOLVE_PROXY: return Sent(.dns, "the name of the proxy \(proxy ?? "") is not known")
        case CURLE_OPERATION_TIMEDOUT where !hasResolved: return Sent(.dns, "the name servers gave no answer for \(host) in time")
        case CURLE_OPERATION_TIMEDOUT where !hasConnected: return Sent(.connect, "no connection to \(way) in time: nothing was sent")
        case CURLE_OPERATION_TIMEDOUT: return Sent(.timeout, "\(way) took longer than \(limits.whole / 1000) s")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            return Sent(.connect, "no connection to \(way): nobody listens there, or something between lets nothing through")
        case CURLE_SSL_CONNECT_ERROR: return Sent(.tls, "TLS with \(way): \(words); the server has to speak TLS 1.2 or 1.3")
        case CURLE_PEER_FAILED_VERIFICATION:
            return Sent(.tls, "TLS with \(way): \(words); the certificate has to be valid, for this name, and trusted here or by CAFile=")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE:
            return Sent(.tls, "TLS with \(way): \(words)")
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
            return Sent(.config, "libcurl does not take the address of \(place)")
        case _ where !hasConnected: return Sent(.connect, "no connection to \(way): \(words)")
        case _: return Sent(.network, "the connection to \(way) ended without a reply of HTTP (libcurl \(code.rawValue))")
        }
    }
}
