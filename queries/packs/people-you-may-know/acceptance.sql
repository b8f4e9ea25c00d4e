-- title: Do mutual friends make requests accepted?
-- about: Requests by the number of mutual friends, those accepted, and for three or more whether the wanted part of them is.
-- grain: one row per number of mutual friends
-- tables: fact_pymk_suggestions
-- parameter: target number = 80; percent that are to be accepted from three mutual friends on
-- expect: mutual_friends unique
-- expect: accepted_pct between 0 and 100
-- chart: bar mutual_friends accepted_pct
SELECT
  mutual_friends_count AS mutual_friends,
  count(*) AS requests,
  count(*) FILTER (WHERE was_accepted) AS accepted,
  100 * count(*) FILTER (WHERE was_accepted) / count(*) AS accepted_pct,
  CASE WHEN mutual_friends_count >= 3 THEN 100 * count(*) FILTER (WHERE was_accepted) / count(*) >= $target END AS target_met
FROM model.fact_pymk_suggestions
WHERE was_requested AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY mutual_friends_count
ORDER BY mutual_friends_count
