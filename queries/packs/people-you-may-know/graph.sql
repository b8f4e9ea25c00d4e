-- title: How dense is the graph?
-- about: People with a friend, links, the share of all possible links, friends per person, the share of pairs of friends of one person who are friends themselves, and how many separate parts there are.
-- grain: one row
-- tables: fact_user_relationships
WITH RECURSIVE links AS (
  SELECT DISTINCT
    unnest([user_id_from, user_id_to])::VARCHAR AS person,
    unnest([user_id_to, user_id_from])::VARCHAR AS friend
  FROM model.fact_user_relationships
  WHERE status = 'active'
),
reach AS (
  SELECT person, person AS other FROM links
  UNION
  SELECT reach.person, links.friend
  FROM reach
  JOIN links ON links.person = reach.other
),
parts AS (
  SELECT part, count(*) AS people FROM (SELECT person, min(other) AS part FROM reach GROUP BY person) GROUP BY part
),
pairs AS (
  SELECT count(*) AS pairs, count(l.person) AS closed
  FROM links a
  JOIN links b ON b.person = a.person AND b.friend > a.friend
  LEFT JOIN links l ON l.person = a.friend AND l.friend = b.friend
),
size AS (
  SELECT count(DISTINCT person) AS people, count(*) / 2 AS links FROM links
)
SELECT
  people,
  links::BIGINT AS links,
  100 * links / (people * (people - 1) / 2) AS density_pct,
  2 * links / people AS friends_per_person,
  100 * closed / nullif(pairs, 0) AS clustering_pct,
  (SELECT count(*) FROM parts) AS parts,
  (SELECT max(people) FROM parts) AS largest_part
FROM size, pairs
