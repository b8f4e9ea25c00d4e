import type { Role } from '../../model/schema'

/**
 * How well a column's name fits a role, 0 … 1: the first pattern that matches the name (lower case, letters and digits
 * only) says.
 */
const PATTERNS: Readonly<Record<Role, readonly (readonly [RegExp, number])[]>> = {
  user: [
    [
      /^(user|customer|member|player|visitor|client|account|person|profile|subscriber|distinct|anonymous|amplitude|viewer)(s)?id$/,
      1,
    ],
    [/^(uid|userkey|userid[a-z]?|useruuid|personid|customernumber|customerno)$/, 0.95],
    [/^(user|customer|visitor|player|member)$/, 0.85],
    [/^(email|useremail|username|login|msisdn)$/, 0.7],
    [/(user|customer|visitor|player|member)(uu)?id$/, 0.75],
    [/^(device|deviceid|idfa|gaid|cookie|cookieid|fullvisitorid)$/, 0.55],
    [/^(ip|clientip|remoteip|ipaddress|remoteaddr|remotehost|host)$/, 0.45],
    [/^(driverid|courierid|actorid|authorid|ownerid)$/, 0.45],
  ],
  event: [
    [/^(event|eventname|eventtype|eventkind)$/, 1],
    [/^(action|actionname|actiontype|activity|activitytype|activityname)$/, 0.85],
    [/^(eventaction|eventlabel|eventcategory|interaction|interactiontype)$/, 0.6],
    [/^(name|type|verb)$/, 0.5],
  ],
  time: [
    [
      /^(timestamp|ts|time|datetime|eventtime|eventtimestamp|eventts|eventdate|eventdatetime|occurredat|clienttimestamp)$/,
      1,
    ],
    [
      /^(date|day|createdat|created|createdtime|receivedat|sentat|loggedat|at|when|servertime|invoicedate|orderdate|ordertimestamp|ordertime|purchasedate|activitytimestamp|activitydate)$/,
      0.9,
    ],
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

export function nameScore(role: Role, column: string): number {
  const plain = column.toLowerCase().replace(/[^a-z0-9]/g, '')
  return PATTERNS[role].find(([pattern]) => pattern.test(plain))?.[1] ?? 0
}
