-- title: Are they still connected half a year later?
-- about: Accepted suggestions at least so many days old, and those between whose sides a relationship is active now.
-- grain: one row per kind of account
-- tables: fact_pymk_suggestions, fact_user_interactions, fact_user_relationships, dim_user_privacy
-- parameter: days integer = 180; days since acceptance, at least
-- chart: bar account_kind still_pct
WITH links AS (
  SELECT DISTINCT
    unnest([user_id_from, user_id_to])::VARCHAR AS person,
    unnest([user_id_to, user_id_from])::VARCHAR AS friend
  FROM model.fact_user_relationships
  WHERE status = 'active'
),
accepted AS (
  SELECT row_number() OVER () AS suggestion, account_kind, mutual_friends_count, user_id AS one, suggested_user_id::VARCHAR AS other, outcome_timestamp AS since
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND outcome_timestamp IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  account_kind,
  count(*) AS connections,
  count(friend) AS still_connected,
  100 * count(friend) / count(*) AS still_pct
FROM accepted
LEFT JOIN links ON person = one AND friend = other
WHERE epoch((SELECT max(ts) FROM model.fact_user_interactions) - since) >= 86400 * $days
GROUP BY account_kind
ORDER BY account_kind
