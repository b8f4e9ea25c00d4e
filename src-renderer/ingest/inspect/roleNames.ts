import type { Role } from '../../model/schema'

type Pattern = readonly [RegExp, number]

/** A name in lower case, letters and digits only, without accents (which some Japanese and Cyrillic letters have, too). */
function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Words parted by blanks, as a pattern's choice. */
function wordsOf(text: string): string {
  return text.trim().split(/\s+/).map(plainName).join('|')
}

/** Names in other languages than English, without accents: German, French, Spanish, Italian, Portuguese … Chinese. */
const USER_WORDS = wordsOf(`
  benutzer nutzer anwender kunde kunden utilisateur usuario utilizador utente cliente gebruiker klant
  uzytkownik klient kullanici musteri anvandare kund bruger bruker пользователь клиент
  ユーザー ユーザ 利用者 会員 顧客 用户 客户 会员
  사용자 고객
`)
const EVENT_WORDS = wordsOf(`
  ereignis aktion aktivitat vorgang evenement activite evento accion actividad acao atividade azione
  attivita gebeurtenis actie activiteit zdarzenie czynnosc olay eylem handelse haendelse hendelse
  событие действие イベント イベント名 イベント種別 行動 操作 アクティビティ 事件 事件名称 事件类型 活动 行为 이벤트
`)
const TIME_WORDS = wordsOf(`
  zeit zeitpunkt zeitstempel datum datumuhrzeit heure horodatage dateheure fecha fechahora hora data
  dataora datahora ora tijd tijdstip tijdstempel czas znacznikczasu tarih zaman tid tidpunkt tidspunkt
  tidsstampel дата время датаивремя 日時 日付 時刻 時間 発生日時 作成日時 登録日時 タイムスタンプ
  时间 日期 时间戳 创建时间 발생시간 시간 날짜
`)

/**
 * How well a column's name fits a role, 0 … 1: the first pattern that matches the name (lower case, letters and digits
 * only, no accents) says.
 */
const PATTERNS: Readonly<Record<Role, readonly Pattern[]>> = {
  user: [
    [/^(user|customer|member|player|visitor|client|account|person|profile|subscriber|distinct|viewer)(s)?id$/, 1],
    [/^(uid|userkey|userid[a-z]?|useruuid|personid|customernumber|customerno)$/, 0.95],
    [new RegExp(`^(${USER_WORDS})(id|nr|no|nummer|numero|kennung|name|名|番号|编号)?$`), 0.9],
    [/^(anonymous|amplitude)id$/, 0.9],
    [/^(user|customer|visitor|player|member)$/, 0.85],
    [/^(email|useremail|username|login|msisdn)$/, 0.7],
    // Of two sides, the one that acts; whom it is done to comes last.
    [
      /^(receiving|receiver|recipient|to|suggested|friend|followed|followee|invited)(user|member|customer)?(id|key)$/,
      0.44,
    ],
    [/^(user|member|customer)(id|key)to$/, 0.44],
    [/^(user|member|customer)(id|key)from$/, 0.76],
    [/(user|customer|visitor|player|member)(uu)?(id|key)$/, 0.75],
    [/^(device|deviceid|idfa|gaid|cookie|cookieid|fullvisitorid)$/, 0.55],
    [/^(patient|student|employee|participant|subject|respondent)(id)?$/, 0.55],
    // Whoever or whatever events are told of: people first, then cases and things.
    [/^(driver|courier|actor|author|owner|sender|deliveryperson|rider|agent)(id)?$/, 0.47],
    [/^(request|httprequest|req|http|client|source)(client)?ip(address)?$/, 0.47],
    [/^(request|httprequest|req|http)remote(ip|addr)$/, 0.45],
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
    [/^(engagement|message|activity|feedback|reaction|request|change|notification)type(name)?$/, 0.6],
    [/^(name|type|verb)$/, 0.5],
    [
      /^(order|delivery|batch|ride|trip|payment|request|ticket|booking|shipment|task|case|lead|application|job|transaction|upload)(status|state)$/,
      0.46,
    ],
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
    [/(estimated|planned|scheduled|expected|target|promised|due)[a-z]*(at|ts|time|timestamp|date|on)$/, 0.42],
    [
      /(end|ended|finish|finished|complete|completed|closed|delivered|dropoff|outcome|expires|expiry|expired|updated|update|modified|arrival|arrived|returned|cancelled|canceled|accepted|resolved|assigned[a-z]*|pickedup)(at|ts|time|timestamp|date|on)$/,
      0.5,
    ],
    [/created(at|ts|time|timestamp|date|on)$/, 0.88],
    [/(start|started|begin|began|shared|placed|pickup)(at|ts|time|timestamp|date|on)$/, 0.79],
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
  const plain = plainName(name)
  return PATTERNS[role].find(([pattern]) => pattern.test(plain))?.[1] ?? 0
}
