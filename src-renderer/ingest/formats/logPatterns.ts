import { required } from '../../base/required'
import { layoutPattern } from './logLayout'

/**
 * A form of log lines. Its named groups are the columns, in their order; `-` and nothing are null. To add one: an entry
 * here with a line of its own documentation as `sample`, and test/ingest/formats/log.test.ts reads it.
 */
export interface LogPattern {
  readonly name: string
  /** For people. */
  readonly title: string
  readonly line: RegExp
  /** Where the sample and the meaning of the columns are from. */
  readonly source: string
  readonly sample: string
  /** More columns, from the `message` of some lines: the first that matches. */
  readonly messages?: readonly RegExp[]
  /** Lines that are none follow on the message of the one before: stack traces. */
  readonly isMultiline?: boolean
  /** Whether it says little of itself: other formats are preferred. */
  readonly isLoose?: boolean
}

const STAMP = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`
const REQUEST = String.raw`(?:(?<method>[A-Z]+) (?<path>[^"]*?)(?: (?<protocol>[A-Z]+\/[\d.]+))?|(?<request>[^"]*))`
const QUOTED = String.raw`(?:[^"\\]|\\.)*`
const ADDRESS = String.raw`\[?[\w.:%-]+?\]?`
/** What OpenSSH's server says, and what PAM says for it. */
const SSHD = [
  /^(?<action>Accepted|Failed) (?<method>\S+) for (?:(?<invalid>invalid) user )?(?<user>\S*) from (?<ip>\S+) port (?<port>\d+)/,
  /^(?<action>Invalid user|Illegal user) (?<user>\S*) from (?<ip>\S+)(?: port (?<port>\d+))?/,
  /^(?<action>Connection closed|Connection reset|Disconnected|Received disconnect|Did not receive identification string)(?: by| from)?(?: (?:authenticating|invalid) user (?<user>\S*))?(?: user (?<name>\S+))? (?<ip>[\d.a-fA-F:]{3,})(?: port (?<port>\d+))?/,
  /^(?<action>pam_unix)\((?<service>[^)]*)\): (?<result>authentication failure|session opened|session closed|check pass)(?:;.*?rhost=(?<ip>\S*)(?:\s+user=(?<user>\S+))?)?/,
  /^(?<action>reverse mapping checking getaddrinfo) for (?<client_name>\S+) \[(?<ip>[^\]]+)\]/,
]
const AWS = 'https://docs.aws.amazon.com'

/** Tried in this order; those that say more come first. */
export const LOG_PATTERNS: readonly LogPattern[] = [
  {
    name: 's3',
    title: 'Amazon S3 access log',
    source: `${AWS}/AmazonS3/latest/userguide/LogFormat.html`,
    sample:
      '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket1 ' +
      '[06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be ' +
      '3E57427F3EXAMPLE REST.GET.VERSIONING - "GET /amzn-s3-demo-bucket1?versioning HTTP/1.1" 200 - 113 - 7 - ' +
      '"-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ' +
      'ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 ' +
      'arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes',
    line: new RegExp(
      String.raw`^(?<bucket_owner>\S+) (?<bucket>\S+) \[(?<time>[^\]]+)\] (?<ip>\S+) (?<requester>\S+) (?<request_id>\S+) (?<operation>[A-Z0-9]+\.\S+) (?<key>\S+) (?:"${REQUEST}"|-) (?<status>\d{3}|-) (?<error_code>\S+) (?<bytes_sent>\d+|-) (?<object_size>\d+|-) (?<total_ms>\d+|-) (?<turn_around_ms>\d+|-) (?:"(?<referrer>${QUOTED})"|-) (?:"(?<user_agent>${QUOTED})"|-) (?<version_id>\S+)(?: (?<host_id>\S+) (?<signature_version>\S+) (?<cipher_suite>\S+) (?<authentication_type>\S+) (?<host_header>\S+) (?<tls_version>\S+)(?: (?<access_point>\S+))?(?: (?<acl_required>\S+))?.*)?$`,
    ),
  },
  {
    name: 'alb',
    title: 'AWS load balancer log (ALB)',
    source: `${AWS}/elasticloadbalancing/latest/application/load-balancer-access-logs.html`,
    sample:
      'http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 ' +
      '0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - ' +
      'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 ' +
      '"Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" ' +
      '"10.0.0.1:80" "200" "-" "-"',
    line: new RegExp(
      String.raw`^(?<type>https?|h2|grpcs|wss?) (?<time>${STAMP}) (?<elb>\S+) (?<ip>${ADDRESS}):(?<port>\d+) (?<target>\S+) (?<request_seconds>-?[\d.]+) (?<target_seconds>-?[\d.]+) (?<response_seconds>-?[\d.]+) (?<status>\d{3}|-) (?<target_status>\d{3}|-) (?<received_bytes>\d+) (?<sent_bytes>\d+) "${REQUEST}" "(?<user_agent>${QUOTED})" (?<ssl_cipher>\S+) (?<ssl_protocol>\S+)(?: (?<target_group>\S+) "(?<trace_id>[^"]*)" "(?<domain>[^"]*)" "(?<certificate>[^"]*)" (?<rule_priority>\S+) (?<request_time>\S+) "(?<actions>[^"]*)" "(?<redirect>[^"]*)" "(?<error_reason>[^"]*)".*)?$`,
    ),
  },
  {
    name: 'elb',
    title: 'AWS load balancer log (Classic)',
    source: `${AWS}/elasticloadbalancing/latest/classic/access-log-collection.html`,
    sample:
      '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 ' +
      '200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -',
    line: new RegExp(
      String.raw`^(?<time>${STAMP}) (?<elb>\S+) (?<ip>${ADDRESS}):(?<port>\d+) (?<target>\S+) (?<request_seconds>-?[\d.]+) (?<target_seconds>-?[\d.]+) (?<response_seconds>-?[\d.]+) (?<status>\d{3}|-) (?<target_status>\d{3}|-) (?<received_bytes>\d+) (?<sent_bytes>\d+) "${REQUEST}"(?: "(?<user_agent>${QUOTED})" (?<ssl_cipher>\S+) (?<ssl_protocol>\S+))?$`,
    ),
  },
  {
    name: 'haproxy-http',
    title: 'HAProxy log (HTTP)',
    source: 'https://docs.haproxy.org/3.0/configuration.html#8.2.3',
    sample:
      'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 ' +
      '10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"',
    line: new RegExp(
      String.raw`^.*?haproxy\[(?<pid>\d+)\]: (?<ip>${ADDRESS}):(?<port>\d+) \[(?<time>[^\]]+)\] (?<frontend>\S+) (?<backend>[^\s/]+)\/(?<server>\S+) (?<request_ms>[+-]?\d+)\/(?<queue_ms>[+-]?\d+)\/(?<connect_ms>[+-]?\d+)\/(?<response_ms>[+-]?\d+)\/(?<total_ms>[+-]?\d+) (?<status>-?\d+) (?<bytes>[+-]?\d+) (?<request_cookie>\S+) (?<response_cookie>\S+) (?<termination>\S{2,4}) (?<connections>\S+) (?<queues>\S+)(?: \{(?<request_headers>[^}]*)\})?(?: \{(?<response_headers>[^}]*)\})? "${REQUEST}"?$`,
    ),
  },
  {
    name: 'haproxy-tcp',
    title: 'HAProxy log (TCP)',
    source: 'https://docs.haproxy.org/3.0/configuration.html#8.2.2',
    sample:
      'Feb  6 12:12:56 localhost haproxy[14387]: 10.0.1.2:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 ' +
      '212 -- 0/0/0/0/3 0/0',
    line: new RegExp(
      String.raw`^.*?haproxy\[(?<pid>\d+)\]: (?<ip>${ADDRESS}):(?<port>\d+) \[(?<time>[^\]]+)\] (?<frontend>\S+) (?<backend>[^\s/]+)\/(?<server>\S+) (?<queue_ms>[+-]?\d+)\/(?<connect_ms>[+-]?\d+)\/(?<total_ms>[+-]?\d+) (?<bytes>[+-]?\d+) (?<termination>\S\S) (?<connections>\S+) (?<queues>\S+)$`,
    ),
  },
  {
    name: 'syslog-5424',
    title: 'Syslog (RFC 5424)',
    source: 'https://www.rfc-editor.org/rfc/rfc5424#section-6.5',
    sample: `<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed for lonvick on /dev/pts/8`,
    line: new RegExp(
      String.raw`^<(?<priority>\d{1,3})>\d (?<time>${STAMP}|-) (?<hostname>\S+) (?<process>\S+) (?<pid>\S+) (?<message_id>\S+) (?<data>-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: \uFEFF?(?<message>.*))?$`,
    ),
    messages: SSHD,
  },
  {
    name: 'syslog-iso',
    title: 'Syslog (times in ISO 8601)',
    source: 'https://www.rsyslog.com/doc/configuration/templates.html (RSYSLOG_FileFormat)',
    sample:
      '2024-01-15T10:00:00.123456+00:00 web1 sshd[812]: Accepted publickey for ana from 192.0.2.7 port 50122 ssh2',
    line: new RegExp(
      String.raw`^(?:<(?<priority>\d{1,3})>)?(?<time>\d{4}-\d\d-\d\dT${'[^ ]+'}) (?<hostname>[\w.:-]+) (?<process>[\w./-]+)(?:\[(?<pid>\d+)\])?: ?(?<message>.*)$`,
    ),
    messages: SSHD,
  },
  {
    name: 'syslog',
    title: 'Syslog (RFC 3164)',
    source: 'https://www.rfc-editor.org/rfc/rfc3164#section-5.4',
    sample: `<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8`,
    line: /^(?:<(?<priority>\d{1,3})>)?(?<time>[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?) (?<hostname>[\w.:-]+) (?:(?<process>[\w./() -]+?)(?:\[(?<pid>\d+)\])?: )?(?<message>.*)$/,
    messages: SSHD,
  },
  {
    name: 'logcat',
    title: 'Android logcat',
    source: 'https://developer.android.com/tools/logcat (-v threadtime, -v year)',
    sample: '2024-01-15 10:00:00.123  1234  5678 I ActivityManager: Displayed com.example/.MainActivity: +350ms',
    line: /^(?<time>(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}(?: [+-]\d{4})?) +(?<pid>\d+) +(?<tid>\d+) (?<level>[VDIWEFAS]) (?<tag>.*?) *: (?<message>.*)$/,
  },
  {
    name: 'klog',
    title: 'Kubernetes and glog lines',
    source: 'https://github.com/google/glog/blob/master/docs/logging.md',
    sample: 'I20240115 10:00:00.123456 1234 controller.go:116] Starting workers',
    line: /^(?<level>[IWEF])(?<time>(?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d+) +(?<pid>\d+) (?<source>[^\s\]]+:\d+)\] (?<message>.*)$/,
    isMultiline: true,
  },
  {
    name: 'nginx-error',
    title: 'nginx error log',
    source: 'https://nginx.org/en/docs/ngx_core_module.html#error_log',
    sample:
      '2024/01/15 10:00:00 [error] 31#31: *1 open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file ' +
      'or directory), client: 192.0.2.7, server: localhost, request: "GET /favicon.ico HTTP/1.1", host: ' +
      '"localhost:8080"',
    line: /^(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(?<level>\w+)\] (?<pid>\d+)#(?<tid>\d+): (?:\*(?<connection>\d+) )?(?<message>.*)$/,
    messages: [/, client: (?<ip>[^,]+)(?:, server: (?<server>[^,]*))?(?:, request: "(?<request>[^"]*)")?/],
    isMultiline: true,
  },
  {
    name: 'apache-error',
    title: 'Apache error log',
    source: 'https://httpd.apache.org/docs/2.4/logs.html#errorlog',
    sample:
      '[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187] File does ' +
      'not exist: /usr/local/apache2/htdocs/favicon.ico',
    line: /^\[(?:\w{3} )?(?<time>[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4})\] \[(?<level>[\w:]+)\](?: \[pid (?<pid>\d+)(?::tid (?<tid>\d+))?\])?(?: \[client (?<ip>[^\]]+?)(?::\d+)?\])? (?<message>.*)$/,
  },
  ...[
    // Spring Boot, Logback, Log4j, Python, PostgreSQL, Airflow, and the plainest.
    [
      'spring',
      '%d %5p %P --- [%t] %c : %m',
      '2024-01-15T10:00:00.123+01:00  INFO 81 --- [main] o.s.boot.Application : Started',
    ],
    ['logback', '%d [%t] %-5p %c - %m', '2024-01-15 10:00:00,123 [main] INFO  com.example.App - Started'],
    ['log4j', '%d %-5p [%t] %c: %m', '2024-01-15 10:00:00,123 INFO  [main] com.example.App: Started'],
    ['log4j-class', '%d %-5p %c: %m', '2024-01-15 10:00:00,123 INFO com.example.App: Started'],
    ['log4j-brackets', '[%d] [%p] [%c] %m', '[2024-01-15 10:00:00,123] [INFO] [example] Started'],
    ['kafka', '[%d] %p %m', '[2024-01-15 10:00:00,123] INFO Registered kafka:type=kafka.Log4jController (kafka.utils)'],
    ['airflow', '[%d] {%F} %p - %m', '[2024-01-15 10:00:00,123] {scheduler_job.py:212} INFO - Started'],
    ['python', '%d - %c - %p - %m', '2024-01-15 10:00:00,123 - example.app - INFO - Started'],
    [
      'postgres',
      '%d [%P] %p: %m',
      '2024-01-15 10:00:00.123 UTC [812] LOG:  database system is ready to accept connections',
    ],
    ['plain-level', '%d %p %m', '2024-01-15 10:00:00 INFO Started'],
    ['plain-level-brackets', '%d [%p] %m', '2024-01-15 10:00:00 [INFO] Started'],
  ].map(([name, layout, sample]): LogPattern => ({
    name: required(name),
    title: `Log lines (${required(layout)})`,
    source: 'https://logging.apache.org/log4j/2.x/manual/pattern-layout.html',
    sample: required(sample),
    line: layoutPattern(required(layout)),
    isMultiline: true,
  })),
  {
    name: 'stamped',
    title: 'Lines that begin with a time',
    source: 'own',
    sample: '2024-01-15T10:00:00Z worker 3 took job 12',
    line: new RegExp(String.raw`^\[?(?<time>${STAMP})\]?:? +(?<message>.*)$`),
    isMultiline: true,
    isLoose: true,
  },
]
