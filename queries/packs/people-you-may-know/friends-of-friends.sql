-- title: Who is a friend of friends?
-- about: Pairs that are not linked and have friends in common, with the strength of what lies between: the mean over these friends of 1, and up to 1 more the later they were active (1 on the last day, nothing from 10 days before on).
-- grain: one row per user and friend of friends
-- tables: fact_user_interactions, fact_user_relationships, dim_users
-- parameter: user text; only for this user
-- parameter: most integer = 100; rows
WITH links AS (
  SELECT DISTINCT
    unnest([user_id_from, user_id_to])::VARCHAR AS person,
    unnest([user_id_to, user_id_from])::VARCHAR AS friend
  FROM model.fact_user_relationships
  WHERE status = 'active'
),
span AS (
  SELECT max(local_date(ts)) AS last_date FROM model.fact_user_interactions
),
activity AS (
  SELECT user_id::VARCHAR AS person, greatest(0, 10 - (last_date - local_date(last_active_at))) / 10 AS bonus FROM span, model.dim_users
),
between_them AS (
  SELECT a.person, b.friend AS candidate, a.friend AS mutual
  FROM links a
  JOIN links b ON b.person = a.friend AND b.friend <> a.person
  WHERE $user IS NULL OR a.person = $user
)
SELECT
  t.person AS user_id,
  candidate,
  count(*) AS mutual_friends,
  avg(1 + coalesce(bonus, 0)) AS strength
FROM between_them t
ANTI JOIN links l ON l.person = t.person AND l.friend = t.candidate
LEFT JOIN activity ON activity.person = mutual
GROUP BY ALL
ORDER BY mutual_friends DESC, strength DESC, user_id, candidate
LIMIT $most
