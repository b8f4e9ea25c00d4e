-- title: Who holds circles together?
-- about: People whose contacts (both have written) fall into several circles that are not linked among themselves; how many of the pairs of their contacts write to one another.
-- grain: one row per person with contacts in several circles
-- tables: fact_messages
-- parameter: least integer = 3; contacts, at least
-- chart: bar person circles
WITH RECURSIVE messages AS (
  SELECT DISTINCT user_id AS sender, recipient_id::VARCHAR AS recipient
  FROM model.fact_messages
  WHERE recipient_id IS NOT NULL AND user_id <> recipient_id::VARCHAR
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
links AS (
  SELECT a.sender AS person, a.recipient AS contact
  FROM messages a
  JOIN messages b ON b.sender = a.recipient AND b.recipient = a.sender
),
among AS (
  SELECT a.person, a.contact AS one, b.contact AS other
  FROM links a
  JOIN links b ON b.person = a.person AND b.contact <> a.contact
  JOIN links l ON l.person = a.contact AND l.contact = b.contact
),
reach AS (
  SELECT person, contact AS one, contact AS other FROM links
  UNION
  SELECT reach.person, reach.one, among.other
  FROM reach
  JOIN among ON among.person = reach.person AND among.one = reach.other
),
circles AS (
  SELECT person, count(DISTINCT circle) AS circles
  FROM (SELECT person, one, min(other) AS circle FROM reach GROUP BY ALL)
  GROUP BY person
),
counted AS (
  SELECT person, count(*) AS contacts FROM links GROUP BY person
)
SELECT
  person,
  contacts,
  circles,
  100 * (SELECT count(*) FROM among WHERE among.person = counted.person) / (contacts * (contacts - 1)) AS linked_pct
FROM counted
JOIN circles USING (person)
WHERE contacts >= $least AND circles > 1
ORDER BY circles DESC, contacts DESC, person
