using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.EngineApi;
using Berth.Oci;
using Berth.Oci.Runtime;
using Xunit;

namespace Berth.Unit.Json;

/// <summary>
/// What comes in as JSON may lack anything. A property that its type says is never null must not be null then, or each reader of it is
/// a crash that a client or an image can cause.
/// </summary>
public class AbsentMemberTests
{
    public static TheoryData<string> Contexts => new(nameof(EngineApiJson), nameof(OciJson), nameof(RuntimeSpecJson));

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Deserialize_EmptyObject_LeavesNoNonNullableNull(string context)
    {
        var resolver = (IJsonTypeInfoResolver)(context switch
        {
            nameof(EngineApiJson) => EngineApiJson.Default,
            nameof(OciJson) => (object)OciJson.Default,
            _ => RuntimeSpecJson.Default,
        });
        var options = new JsonSerializerOptions { TypeInfoResolver = resolver };

        Assert.Empty(resolver.GetType().Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && HasTypeInfo(resolver, type, options))
            .SelectMany(type => Nulls(type, options)));
    }

    private static bool HasTypeInfo(IJsonTypeInfoResolver resolver, Type type, JsonSerializerOptions options) =>
        resolver.GetTypeInfo(type, options) is { Kind: JsonTypeInfoKind.Object };

    private static List<string> Nulls(Type type, JsonSerializerOptions options)
    {
        object value;
        try
        {
            value = JsonSerializer.Deserialize("{}", options.GetTypeInfo(type))!;
        }
        catch (JsonException)
        {
            // A required member is missing: that is an answer too.
            return [];
        }

        var nullability = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanRead && !p.PropertyType.IsValueType && nullability.Create(p).ReadState == NullabilityState.NotNull)
                .Where(p => p.GetValue(value) is null)
                .Select(p => $"{type.Name}.{p.Name}"),
        ];
    }
}
