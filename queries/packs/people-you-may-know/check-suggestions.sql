-- title: Was anybody suggested who must not be?
-- about: Suggestions of oneself, between people of whom one has blocked the other, of friends, and of those who do not want to be suggested; with one of each, as “to > of”.
-- grain: one row per kind of fault
-- tables: fact_pymk_suggestions, fact_user_relationships, dim_user_privacy
WITH suggestions AS (
  SELECT user_id AS one, suggested_user_id::VARCHAR AS other, ts FROM model.fact_pymk_suggestions WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
related AS (
  SELECT user_id_from::VARCHAR AS one, user_id_to::VARCHAR AS other, status, created_timestamp AS since FROM model.fact_user_relationships
  UNION
  SELECT user_id_to::VARCHAR, user_id_from::VARCHAR, status, created_timestamp FROM model.fact_user_relationships
),
found AS (
  SELECT 1 AS place, one, other FROM suggestions WHERE one = other
  UNION ALL
  SELECT 2, s.one, s.other FROM suggestions s SEMI JOIN related r ON r.one = s.one AND r.other = s.other AND status = 'blocked' AND since < s.ts
  UNION ALL
  SELECT 3, s.one, s.other FROM suggestions s SEMI JOIN related r ON r.one = s.one AND r.other = s.other AND status = 'active' AND since < s.ts
  UNION ALL
  SELECT 4, s.one, s.other
  FROM suggestions s
  SEMI JOIN model.dim_user_privacy p ON p.user_id::VARCHAR = s.other AND NOT p.allow_friend_suggestions
),
kinds AS (
  SELECT unnest(['oneself', 'blocked', 'already friends', 'opted out']) AS fault, unnest(range(1, 5)) AS place
)
SELECT fault, count(one) AS suggestions, min(one || ' > ' || other) AS example
FROM kinds
LEFT JOIN found USING (place)
GROUP BY fault, place
ORDER BY place
