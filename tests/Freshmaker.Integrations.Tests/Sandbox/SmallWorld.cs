namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>A world that is there at once, for tests that need a few modules only.</summary>
internal static class SmallWorld
{
    public const string Json = """
        {
          "rpms": [{ "name": "libcapsule", "branches": ["f40", "f41"] }],
          "containers": [{ "name": "webfront", "branches": ["f41"] }],
          "modules": [
            { "name": "webstack", "stream": "3", "version": "20260101000000", "rpms": ["libcapsule@f40"] },
            { "name": "webstack", "stream": "4", "version": "20260301000000", "rpms": ["libcapsule@f41"], "older": [{ "version": "20260201000000" }] },
            { "name": "forge", "stream": "1", "version": "20260101000000" },
            { "name": "anvil", "stream": "1", "version": "20260101000000", "builtFrom": ["forge:1"] },
            { "name": "bellows", "stream": "1", "version": "20260101000000", "builtFrom": ["forge:1"] },
            { "name": "brittle", "stream": "1", "version": "20260101000000", "behaviour": { "ends": "failed", "reason": "'SPLINTER_MAX' undeclared" } },
            { "name": "moody", "stream": "1", "version": "20260101000000", "behaviour": { "ends": "failed", "times": 1 } },
            { "name": "tarpit", "stream": "1", "version": "20260101000000", "behaviour": { "ends": "stuck" } },
            { "name": "sturdy", "stream": "1", "version": "20260101000000" }
          ]
        }
        """;
}
