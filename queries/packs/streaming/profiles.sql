-- title: How many watch on one account?
-- about: Accounts by the number of their profiles with a view, with the hours of an account.
-- grain: one row per number of profiles
-- tables: fact_viewing_sessions, dim_users
-- chart: bar profiles hours_per_account hours_per_profile
WITH accounts AS (
  SELECT coalesce("dim_users.account_key"::VARCHAR, user_id) AS account, count(DISTINCT user_id) AS profiles, sum(watched_seconds) / 3600 AS hours
  FROM model.fact_viewing_sessions
  WHERE watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
)
SELECT profiles, count(*) AS accounts, avg(hours) AS hours_per_account, avg(hours / profiles) AS hours_per_profile
FROM accounts
GROUP BY profiles
ORDER BY profiles
