-- title: Who holds circles together?
-- about: People with their friends, friends of friends, and the circles that their friends fall into without them; two or more make a bridge. Only way: pairs of their friends who are no friends and have no other friend in common.
-- grain: one row per person
-- tables: fact_user_relationships
-- parameter: least integer = 3; friends, at least
-- expect: person unique
-- chart: bar person only_way_pct
WITH RECURSIVE links AS (
  SELECT DISTINCT
    unnest([user_id_from, user_id_to])::VARCHAR AS person,
    unnest([user_id_to, user_id_from])::VARCHAR AS friend
  FROM model.fact_user_relationships
  WHERE status = 'active'
),
among AS (
  SELECT a.person, a.friend AS one, b.friend AS other
  FROM links a
  JOIN links b ON b.person = a.person AND b.friend <> a.friend
  JOIN links l ON l.person = a.friend AND l.friend = b.friend
),
reach AS (
  SELECT person, friend AS one, friend AS other FROM links
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
commons AS (
  SELECT a.friend AS one, b.friend AS other, count(*) AS ways
  FROM links a
  JOIN links b ON b.person = a.person AND b.friend > a.friend
  GROUP BY ALL
),
only_ways AS (
  SELECT a.person, count(*) AS pairs, count(*) FILTER (WHERE ways = 1 AND l.person IS NULL) AS only_pairs
  FROM links a
  JOIN links b ON b.person = a.person AND b.friend > a.friend
  JOIN commons c ON c.one = a.friend AND c.other = b.friend
  LEFT JOIN links l ON l.person = a.friend AND l.friend = b.friend
  GROUP BY a.person
),
second AS (
  SELECT a.person, count(DISTINCT b.friend) AS second_degree
  FROM links a
  JOIN links b ON b.person = a.friend AND b.friend <> a.person
  ANTI JOIN links l ON l.person = a.person AND l.friend = b.friend
  GROUP BY a.person
)
SELECT
  links.person,
  count(*) AS friends,
  coalesce(any_value(second_degree), 0) AS friends_of_friends,
  any_value(circles) AS circles,
  any_value(circles) > 1 AS is_bridge,
  100 * any_value(only_pairs) / any_value(pairs) AS only_way_pct
FROM links
JOIN circles ON circles.person = links.person
LEFT JOIN only_ways o ON o.person = links.person
LEFT JOIN second ON second.person = links.person
GROUP BY links.person
HAVING count(*) >= $least
ORDER BY only_way_pct DESC NULLS LAST, friends DESC, links.person
