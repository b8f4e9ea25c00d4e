import type { Role } from '../../model/schema'

type Pattern = readonly [RegExp, number]

/** Words parted by blanks, as a pattern's choice. */
function wordsOf(text: string): string {
  return text.trim().split(/\s+/).join('|')
}

/** Names in other languages than English, without accents: German, French, Spanish, Italian, Portuguese … Chinese. */
const USER_WORDS = wordsOf(`
  benutzer nutzer anwender kunde kunden utilisateur usuario utilizador utente cliente gebruiker klant
  uzytkownik klient kullanici musteri anvandare kund bruger bruker пользователь клиент ユーザー 顧客 用户 客户
  사용자 고객
`)
const EVENT_WORDS = wordsOf(`
  ereignis aktion aktivitat vorgang evenement activite evento accion actividad acao atividade azione
  attivita gebeurtenis actie activiteit zdarzenie czynnosc olay eylem handelse haendelse hendelse
  событие действие イベント イベント名 アクティビティ 事件 事件名称 事件类型 活动 行为 이벤트
`)
const TIME_WORDS = wordsOf(`
  zeit zeitpunkt zeitstempel datum datumuhrzeit heure horodatage dateheure fecha fechahora hora data
  dataora datahora ora tijd tijdstip tijdstempel czas znacznikczasu tarih zaman tid tidpunkt tidspunkt
  tidsstampel дата время датаивремя 日時 日付 時刻 タイムスタンプ 时间 日期 时间戳 시간 날짜
`)

/**
 * How well a column's name fits a role, 0 … 1: the first pattern that matches the name (lower case, letters and digits
 * only, no accents) says.
 */
const PATTERNS: Readonly<Record<Role, readonly Pattern[]>> = {
  user: [
    [/^(user|customer|member|player|visitor|client|account|person|profile|subscriber|distinct|viewer)(s)?id$/, 1],
    [/^(uid|userkey|userid[a-z]?|useruuid|personid|customernumber|customerno)$/, 0.95],
    [new RegExp(`^(${USER_WORDS})(id|nr|no|nummer|numero|kennung|name)?$`), 0.9],
    [/^(anonymous|amplitude)id$/, 0.9],
    [/^(user|customer|visitor|player|member)$/, 0.85],
    [/^(email|useremail|username|login|msisdn)$/, 0.7],
    [/(user|customer|visitor|player|member)(uu)?id$/, 0.75],
    [/^(device|deviceid|idfa|gaid|cookie|cookieid|fullvisitorid)$/, 0.55],
    [/^(patient|student|employee|participant|subject|respondent)(id)?$/, 0.55],
    // Whoever or whatever events are told of: people first, then cases and things.
    [/^(driver|courier|actor|author|owner|sender|deliveryperson|rider|agent)(id)?$/, 0.47],
    [/^(ip|cip|clientip|remoteip|ipaddress|remoteaddr|remotehost|host)$/, 0.45],
    [/^(case|caseid|caseconceptname|trace|traceid|ticket|ticketid|lead|leadid|order|orderid|ordernumber)$/, 0.43],
    [/^(from|fromid|fromuser|source|sourceid|src)$/, 0.41],
  ],
  event: [
    [/^(event|eventname|eventtype|eventkind)$/, 1],
    [/^(conceptname|activity|activityname)$/, 0.9],
    [new RegExp(`^(${EVENT_WORDS})(s?name|s?typ)?$`), 0.9],
    [/^(action|actionname|actiontype|activitytype)$/, 0.85],
    [/^(operation|operationname|eventsubtype)$/, 0.7],
    [/^(eventaction|eventlabel|eventcategory|interaction|interactiontype|subtype)$/, 0.6],
    [/^(name|type|verb)$/, 0.5],
    [/^(status|state|stage|step|task)$/, 0.46],
  ],
  time: [
    [
      /^(timestamp|ts|time|datetime|timetimestamp|eventtime|eventtimestamp|eventts|eventdate|eventdatetime|occurredat|clienttimestamp)$/,
      1,
    ],
    [
      /^(date|day|createdat|created|createdtime|at|when|servertime|start|started|startedat|starttime|startdate|starttimestamp|invoicedate|orderdate|ordertimestamp|ordertime|purchasedate|activitytimestamp|activitydate)$/,
      0.9,
    ],
    [new RegExp(`^(${TIME_WORDS})$`), 0.9],
    // What follows an event tells less of when it was.
    [/^(receivedat|sentat|loggedat|receivedtime|processedat|serverreceivedtime)$/, 0.75],
    [/^(end|ended|endedat|endtime|enddate|endtimestamp|completedat|completetime|finishedat)$/, 0.6],
    [/^(expires|expiresat|expiry|updatedat|modifiedat|deletedat|lastseen|lastmodified|uploadedat|ingestedat)$/, 0.5],
    [/(timestamp|datetime)$/, 0.8],
    [/(time|date|ts)$/, 0.65],
    [/at$/, 0.55],
  ],
  id: [
    [/^(eventid|eventuuid|messageid|insertid|eventkey|activityid)$/, 1],
    [/^(uuid|guid|rowid|hitid|logid|recordid)$/, 0.8],
    [/^id$/, 0.6],
  ],
  session: [
    [/^(sessionid|sessionuuid|sessionkey|visitid|gasessionid)$/, 1],
    [/^(session|visit)$/, 0.85],
    [/sessionid$/, 0.8],
  ],
  value: [
    [/^(value|revenue|amount|eventvalue|conversionvalue|ordervalue|purchasevalue|conversionvalueusd|revenueusd)$/, 0.9],
  ],
  test: [
    [/^(is)?test(user|account|customer|member|profile)(flag)?$|^istest$|^testflag$/, 0.95],
    [/^is(internal|staff|employee|qa)(user|account)?$|^internal(user|account)$/, 0.95],
    [/^(test|internal|staff|employee|qa)$/, 0.6],
  ],
}

/** What the last part of a nested name must say at least, by itself, and how much of it counts. */
const LEAST_OF_PART = 0.7
const SHARE_OF_PART = 0.95

/** `properties.distinct_id` is judged by its last part, too. */
export function nameScore(role: Role, column: string): number {
  const whole = scoreOf(role, column)
  const part = /[.:]([^.:]+)$/.exec(column)?.[1]
  const last = part === undefined ? 0 : scoreOf(role, part)
  return Math.max(whole, last >= LEAST_OF_PART ? last * SHARE_OF_PART : 0)
}

/** How well a column tells people apart who have not logged in, by its name: 0 … 1. */
export function identityScore(column: string): number {
  const part = /[.:]([^.:]+)$/.exec(column)?.[1] ?? column
  const plain = part.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (
    /^(?:anonymous|amplitude|visitor|client|distinct|person|userpseudo|customer|member|account|profile)(?:uu)?id$/.test(
      plain,
    )
  )
    return 1
  if (
    /^(?:device|cookie|browser|install|instance|guest|domainuser|fullvisitor)(?:uu)?id$|^(?:idfa|idfv|gaid|adid|cookie)$/.test(
      plain,
    )
  )
    return 0.9
  return /^(?:email|useremail|phone|login|username)$/.test(plain) ? 0.8 : 0
}

function scoreOf(role: Role, name: string): number {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]/gu, '')
  return PATTERNS[role].find(([pattern]) => pattern.test(plain))?.[1] ?? 0
}
