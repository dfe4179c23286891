namespace Berth.Unit.Images.Recipes;

/// <summary>
/// Archives of a few names used again and again, so that files, directories and links of all kinds take each other's place. An entry
/// that could not be unpacked is left out, by the same rules as the kernel's.
/// </summary>
internal sealed class RandomTar(Random random)
{
    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly TarBuilder _tar = new();
    private readonly Dictionary<string, Kind> _tree = [];

    private enum Kind
    {
        File,
        Directory,
        Link,
    }

    public byte[] Make()
    {
        int entries = random.Next(1, 25);
        for (int i = 0; i < entries; i++)
        {
            string path = string.Join('/', random.GetItems(s_names, random.Next(1, 4)));
            if (CanHold(path))
            {
                Add(path);
            }
        }

        byte[] end = random.Next(3) switch
        {
            0 => [],
            1 => new byte[1024],
            _ => [.. new byte[1024], .. Bytes(random.Next(2000))],
        };
        return [.. _tar.ToUnendedArray(), .. end];
    }

    // A parent may be missing, but be no file; links lead nowhere, so nothing goes through them.
    private bool CanHold(string path)
    {
        for (int slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (_tree.GetValueOrDefault(path[..slash], Kind.Directory) != Kind.Directory)
            {
                return false;
            }
        }

        return true;
    }

    private void Add(string path)
    {
        string name = random.Next(4) == 0 ? $"./x/..//{path}" : path;
        string[] files = [.. _tree.Where(static pair => pair.Value == Kind.File).Select(static pair => pair.Key)];
        switch (random.Next(6))
        {
            case 0:
                Enter(path, Kind.Directory);
                _tar.Directory(name);
                break;
            case 1:
                Enter(path, Kind.Link);
                _tar.SymbolicLink(name, "nowhere");
                break;
            case 2 when files.Length > 0:
                string target = files[random.Next(files.Length)];
                if (target != path && !target.StartsWith($"{path}/", StringComparison.Ordinal))
                {
                    Enter(path, Kind.File);
                    _tar.HardLink(name, target);
                }

                break;
            case 3:
                string parent = path.Contains('/') ? path[..(path.LastIndexOf('/') + 1)] : "";
                _tar.Header($"{parent}.wh..wh.{path[^1]}", '0', 5).Content("aufs!"u8);
                EnterParents(path);
                break;
            default:
                Enter(path, Kind.File);
                byte[] content = Bytes(random.Next(3) == 0 ? 0 : random.Next(3000));
                _tar.Header(name, '0', content.Length).Content(content);
                break;
        }
    }

    private void Enter(string path, Kind kind)
    {
        EnterParents(path);
        if (kind != Kind.Directory || _tree.GetValueOrDefault(path) != Kind.Directory)
        {
            foreach (string below in _tree.Keys.Where(key => key.StartsWith($"{path}/", StringComparison.Ordinal)).ToArray())
            {
                _tree.Remove(below);
            }
        }

        _tree[path] = kind;
    }

    private void EnterParents(string path)
    {
        for (int slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            _tree.TryAdd(path[..slash], Kind.Directory);
        }
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
