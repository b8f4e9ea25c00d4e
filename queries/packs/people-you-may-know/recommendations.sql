-- title: Whom to suggest next?
-- about: Candidates who are no friends yet and not blocked, by points: 5 for each mutual friend, 3 for the same country, 2 if active within 7 days, 10 less if private without a mutual friend, 3 if private with two or more. Those above 0, and private ones with a mutual friend; ties by id.
-- grain: one row per user and candidate
-- tables: fact_user_interactions, fact_user_relationships, dim_user_privacy, dim_users
-- parameter: user text; only for this user
-- parameter: most integer = 3; candidates of a user
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
people AS (
  SELECT
    u.user_id::VARCHAR AS person,
    u.country_code,
    last_date - local_date(u.last_active_at) <= 7 AS is_active,
    coalesce(p.is_private_account, false) AS is_private,
    coalesce(p.allow_friend_suggestions, true) AS is_allowed
  FROM span, model.dim_users u
  LEFT JOIN model.dim_user_privacy p ON p.user_id::VARCHAR = u.user_id::VARCHAR
  WHERE u.user_id::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
known AS (
  SELECT user_id_from::VARCHAR AS person, user_id_to::VARCHAR AS other FROM model.fact_user_relationships WHERE status IN ('active', 'blocked')
  UNION
  SELECT user_id_to::VARCHAR, user_id_from::VARCHAR FROM model.fact_user_relationships WHERE status IN ('active', 'blocked')
),
mutual AS (
  SELECT a.person, b.person AS candidate, count(*) AS mutual
  FROM links a
  JOIN links b ON b.friend = a.friend AND b.person <> a.person
  GROUP BY ALL
),
scored AS (
  SELECT
    a.person AS user_id,
    b.person AS candidate,
    coalesce(mutual, 0) AS mutual_friends,
    b.is_private,
    5 * coalesce(mutual, 0)
      + CASE WHEN b.country_code = a.country_code THEN 3 ELSE 0 END
      + CASE WHEN b.is_active THEN 2 ELSE 0 END
      + CASE WHEN b.is_private AND coalesce(mutual, 0) = 0 THEN -10 WHEN b.is_private AND mutual >= 2 THEN 3 ELSE 0 END AS score
  FROM people a
  JOIN people b ON b.person <> a.person AND b.is_allowed
  LEFT JOIN mutual m ON m.person = a.person AND m.candidate = b.person
  ANTI JOIN known k ON k.person = a.person AND k.other = b.person
  WHERE $user IS NULL OR a.person = $user
),
ranked AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY user_id ORDER BY score DESC, try_cast(candidate AS BIGINT), candidate) AS place
  FROM scored
  WHERE score > 0 OR (is_private AND mutual_friends > 0)
)
SELECT user_id, place, candidate, score::INTEGER AS score, mutual_friends, is_private
FROM ranked
WHERE place <= $most
ORDER BY try_cast(user_id AS BIGINT), user_id, place
